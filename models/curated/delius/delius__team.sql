{# One version of one team. #}
{{ curate() }}
