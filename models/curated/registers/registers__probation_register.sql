{# One version of one probation unit. #}
{{ curate() }}
