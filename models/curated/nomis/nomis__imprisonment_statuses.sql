{# One version of one legal status code. #}
{{ curate() }}
