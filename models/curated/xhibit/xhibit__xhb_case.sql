{# One version of one Crown Court case. #}
{{ curate() }}
