{# One version of one key date. #}
{{ curate() }}
