{# One version of one result of an offence. #}
{{ curate() }}
