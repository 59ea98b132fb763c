{# One version of one group of assessments. #}
{{ curate() }}
