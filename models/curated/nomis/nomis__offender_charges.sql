{# One version of one charge. #}
{{ curate() }}
