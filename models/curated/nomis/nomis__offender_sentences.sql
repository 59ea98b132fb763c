{# One version of one sentence of a booking. #}
{{ curate() }}
