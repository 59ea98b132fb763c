{# One version of one result definition. #}
{{ curate() }}
