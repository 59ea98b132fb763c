{# The newest row time of any batch in force and not held, as text, or none. #}
{% macro newest_row_time() %}
    {% if not execute %}
        {{ return(none) }}
    {% endif %}
    {% set curated = generate_schema_name('curated', none) | trim %}
    {% set built = run_query(
        "select count(*) from information_schema.tables"
        ~ " where table_schema = '" ~ curated ~ "'"
        ~ " and table_name = 'batch_reconciliation'"
    ).rows[0][0] %}
    {% if built %}
        {% set newest = run_query(
            'select ' ~ canonical_text('max(max_time)', 'timestamp(6)')
            ~ ' from ' ~ live_catalogue() ~ '"' ~ curated
            ~ '"."batch_reconciliation" where standing = \'in force\''
        ).rows[0][0] %}
        {{ return(newest) }}
    {% endif %}
    {{ return(newest_landed_time()) }}
{% endmacro %}
