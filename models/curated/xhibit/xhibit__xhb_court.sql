{# One version of one Crown Court centre. #}
{{ curate() }}
