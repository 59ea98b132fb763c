{# One version of one district. #}
{{ curate() }}
