{# One version of one requirement. #}
{{ curate() }}
