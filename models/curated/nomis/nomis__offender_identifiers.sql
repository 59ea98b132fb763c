{# One version of one identifier of a name record. #}
{{ curate() }}
