{# One version of one booking. #}
{{ curate() }}
