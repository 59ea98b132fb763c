{# The earliest time, as text, from which killed runs may have left their work half done; none without such. #}
{% macro curate_half_done(left) %}
    {% set times = [] %}
    {% for table in left %}
        {% do times.append(run_query(
            'select min(' ~ canonical_text('row_time', 'timestamp(6)')
            ~ ') from ' ~ table
        ).rows[0][0] or curate_never()) %}
    {% endfor %}
    {{ return(times | min if times else none) }}
{% endmacro %}
