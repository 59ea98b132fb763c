{# One version of one name record (alias) of a person. #}
{{ curate(code_lists=[ref('ethnicities'), ref('sexes')]) }}
