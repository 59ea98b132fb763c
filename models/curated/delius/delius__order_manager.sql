{# One version of one allocation of an event. #}
{{ curate() }}
