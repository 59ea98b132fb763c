{# One version of one prison. #}
{{ curate() }}
