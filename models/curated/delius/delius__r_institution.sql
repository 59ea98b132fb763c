{# One version of one institution. #}
{{ curate() }}
