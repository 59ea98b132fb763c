{# One version of one sentence calculation type. #}
{{ curate() }}
