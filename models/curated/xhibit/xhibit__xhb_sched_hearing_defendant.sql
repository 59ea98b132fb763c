{# One version of one defendant at one day of a hearing. #}
{{ curate() }}
