{# One version of one outcome of a trial. #}
{{ curate() }}
