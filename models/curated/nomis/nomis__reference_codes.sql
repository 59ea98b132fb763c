{# One version of one code of one domain. #}
{{ curate() }}
