{# The day after the last that a fact has, as a literal; `first` where all is due, or it has none. #}
{% macro first_day_after(fingerprints, column, first) %}
    {% set last = run_query(
        'select cast(max(' ~ column ~ ') as varchar) from ' ~ this
    ).rows[0][0] if due_is_known(fingerprints) else none %}
    {{ return(add_days("date '" ~ last ~ "'", 1) if last else first) }}
{% endmacro %}
