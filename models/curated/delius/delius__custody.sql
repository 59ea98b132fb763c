{# One version of one custodial sentence. #}
{{ curate() }}
