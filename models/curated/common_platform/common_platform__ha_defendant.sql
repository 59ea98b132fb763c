{# One version of one defendant at one hearing. #}
{{ curate() }}
