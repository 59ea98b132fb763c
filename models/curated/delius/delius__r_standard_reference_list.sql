{# One version of one reference code. #}
{{ curate() }}
