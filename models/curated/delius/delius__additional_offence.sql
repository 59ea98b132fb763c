{# One version of one additional offence. #}
{{ curate() }}
