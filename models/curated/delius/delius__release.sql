{# One version of one release. #}
{{ curate() }}
