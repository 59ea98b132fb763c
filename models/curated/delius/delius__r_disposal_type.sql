{# One version of one kind of disposal. #}
{{ curate() }}
