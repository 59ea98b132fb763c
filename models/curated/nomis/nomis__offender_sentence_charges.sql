{# One version of one charge of a sentence. #}
{{ curate() }}
