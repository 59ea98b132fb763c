{# One version of one kind of requirement. #}
{{ curate() }}
