{# One version of one kind of contact. #}
{{ curate() }}
