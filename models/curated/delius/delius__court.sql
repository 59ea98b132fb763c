{# One version of one court. #}
{{ curate() }}
