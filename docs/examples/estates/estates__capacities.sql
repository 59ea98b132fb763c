{# One version of one prison's capacity. #}
{{ curate() }}
