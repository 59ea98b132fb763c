{# One version of one class of offence. #}
{{ curate() }}
