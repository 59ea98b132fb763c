{# One version of one case at one hearing. #}
{{ curate() }}
