{#
    The newest row time of any batch in force and not held, or the newest start
    or end of a version in a given table, as text; none where there is neither.
#}
{% macro newest_row_time() %}
    {% if not execute %}
        {{ return(none) }}
    {% endif %}
    {% set curated = generate_schema_name('curated', none) | trim %}
    {% set found = run_query(
        "select distinct table_name from information_schema.tables"
        ~ " where table_schema = '" ~ curated ~ "'"
    ).rows | map(attribute=0) | list %}
    {% if 'batch_reconciliation' not in found %}
        {{ return(newest_landed_time()) }}
    {% endif %}
    {% set schema = live_catalogue() ~ '"' ~ curated ~ '"' %}
    {% set times = [
        'select max(max_time) as newest from ' ~ schema
        ~ '."batch_reconciliation" where standing = \'in force\''
    ] %}
    {% for name in var('curated_tables') if name in found and curate_is_given(name) %}
        {% do times.append(
            'select max(case when mojap_end_datetime < ' ~ open_end()
            ~ ' then mojap_end_datetime else mojap_start_datetime end)'
            ~ ' from ' ~ schema ~ '."' ~ name ~ '"'
        ) %}
    {% endfor %}
    {{ return(run_query(
        'select ' ~ canonical_text('max(newest)', 'timestamp(6)')
        ~ ' from (' ~ times | join(' union all ') ~ ') as told'
    ).rows[0][0]) }}
{% endmacro %}
