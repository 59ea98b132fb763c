{# One version of one hearing. #}
{{ curate() }}
