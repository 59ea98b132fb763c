{# One version of one offence code. #}
{{ curate() }}
