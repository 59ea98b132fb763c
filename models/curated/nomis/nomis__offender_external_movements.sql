{# One version of one movement. #}
{{ curate() }}
