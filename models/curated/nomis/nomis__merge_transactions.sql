{# One version of one merge of two people. #}
{{ curate() }}
