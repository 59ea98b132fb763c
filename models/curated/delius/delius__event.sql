{# One version of one event. #}
{{ curate() }}
