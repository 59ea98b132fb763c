{# One version of one magistrates' court. #}
{{ curate() }}
