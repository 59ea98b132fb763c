{# One version of one borough. #}
{{ curate() }}
