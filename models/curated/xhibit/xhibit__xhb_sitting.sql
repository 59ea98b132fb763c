{# One version of one sitting of a court room. #}
{{ curate() }}
