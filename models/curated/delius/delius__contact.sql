{# One version of one contact. #}
{{ curate() }}
