{# One version of one term of a sentence. #}
{{ curate() }}
