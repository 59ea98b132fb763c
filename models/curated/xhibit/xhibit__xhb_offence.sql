{# One version of one offence charged against a defendant. #}
{{ curate() }}
