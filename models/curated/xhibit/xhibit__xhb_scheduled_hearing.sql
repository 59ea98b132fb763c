{# One version of one hearing at one sitting. #}
{{ curate() }}
