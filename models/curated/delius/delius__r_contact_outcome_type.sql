{# One version of one outcome of contacts. #}
{{ curate() }}
