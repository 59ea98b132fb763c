{# One version of one probation area. #}
{{ curate() }}
