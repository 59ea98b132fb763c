{# One version of one legal status of a booking. #}
{{ curate() }}
