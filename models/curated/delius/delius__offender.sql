{# One version of one offender record. #}
{{ curate() }}
