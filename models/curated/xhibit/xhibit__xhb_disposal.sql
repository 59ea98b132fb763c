{# One version of one disposal of an offence. #}
{{ curate() }}
