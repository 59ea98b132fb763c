{# One version of one movement reason. #}
{{ curate() }}
