{# One version of one hearing of a case. #}
{{ curate() }}
