{# One version of one defendant on one magistrates' case. #}
{{ curate() }}
