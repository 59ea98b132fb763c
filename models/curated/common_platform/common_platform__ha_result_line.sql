{# One version of one result line. #}
{{ curate() }}
