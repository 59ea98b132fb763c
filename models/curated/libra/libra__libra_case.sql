{# One version of one magistrates' case. #}
{{ curate() }}
