{# One version of one assessment. #}
{{ curate() }}
