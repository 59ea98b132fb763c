{# One version of one disposal. #}
{{ curate() }}
