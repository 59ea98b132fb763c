{# One version of one court case of a booking. #}
{{ curate() }}
