{# One version of one hearing type of one court. #}
{{ curate() }}
