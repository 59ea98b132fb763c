{# One version of one place. #}
{{ curate() }}
