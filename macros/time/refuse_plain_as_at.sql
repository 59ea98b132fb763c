{# A hook at the start of every run: `as_at` never touches the live tables. #}
{% macro refuse_plain_as_at() %}
    {% set moment = var('as_at', none) %}
    {% if not execute or moment is none %}
        {{ return('') }}
    {% endif %}
    {% if target.name not in ['as_at', 'athena_as_at'] %}
        {{ exceptions.raise_compiler_error(
            'as_at is set, and target ' ~ target.name ~ ' is the live one: '
            ~ 'its tables would be cut at ' ~ moment ~ '. Use: '
            ~ 'derive build --as-at "' ~ moment ~ '"'
        ) }}
    {% endif %}
    {% set newest = newest_row_time() %}
    {% if not var('as_at_later', false) and (
        not newest or moment_literal(moment) > moment_literal(newest)
    ) %}
        {{ exceptions.raise_compiler_error(
            'as_at ' ~ moment ~ ' is later than the newest row, '
            ~ (newest or 'of which there is none')
            ~ ': what sources will say is not known. Use a moment up to it.'
        ) }}
    {% endif %}
    {{ return('') }}
{% endmacro %}
