{# One version of one recall. #}
{{ curate() }}
