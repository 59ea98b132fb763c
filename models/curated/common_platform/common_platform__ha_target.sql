{# One version of one target of results. #}
{{ curate() }}
