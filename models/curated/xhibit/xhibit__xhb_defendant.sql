{# One version of one defendant of one court centre. #}
{{ curate() }}
