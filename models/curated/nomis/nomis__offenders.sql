{# One version of one name record (alias) of a person. #}
{{ curate() }}
