{# One version of one identifier of a case. #}
{{ curate() }}
