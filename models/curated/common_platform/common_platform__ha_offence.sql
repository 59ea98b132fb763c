{# One version of one offence at one hearing. #}
{{ curate() }}
