{# The earlier of the next full and the next slice, or the open end. #}
{% macro curate_cover(spec, plan, fulls, slices) %}
    {% set ends = [] %}
    {% if plan.fulls %}
        {% do ends.append(
            'coalesce(' ~ fulls ~ '.covers_at, ' ~ open_end() ~ ')'
        ) %}
    {% endif %}
    {% if plan.slices %}
        {% do ends.append(
            'coalesce(' ~ slices ~ '.covers_at, ' ~ open_end() ~ ')'
        ) %}
    {% endif %}
    {% if ends | length == 2 %}
        {{ return('least(' ~ ends | join(', ') ~ ')') }}
    {% endif %}
    {{ return(ends[0] if ends else open_end()) }}
{% endmacro %}
