{# One version of one day of a hearing. #}
{{ curate() }}
