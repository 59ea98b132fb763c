{# One version of one defendant on one case. #}
{{ curate() }}
