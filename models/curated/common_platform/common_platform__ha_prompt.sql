{# One version of one value of a result. #}
{{ curate() }}
