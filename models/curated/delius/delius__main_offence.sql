{# One version of one main offence. #}
{{ curate() }}
