{# One version of one calculation of release dates. #}
{{ curate() }}
