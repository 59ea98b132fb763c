{# Rows that the fact has of parts that are due (see `due_since`); the fact where all are. #}
{% macro rows_due_since(fingerprints, units, part, otherwise) %}
    {%- if due_is_known(fingerprints) -%}
        {%- do merged_near(near_due(
            fingerprints, 'DBT_INTERNAL_DEST.' ~ part, otherwise,
            prison='DBT_INTERNAL_DEST.prison_id'
        )) -%}
(
        select *
        {# Few are left to be asked one by one. #}
        from (
            select * from {{ this }}
            where
                {{ near_due(fingerprints, part, otherwise) }}
                and (
                    {{ part }} >= {{ otherwise }}
                    {%- for unit in units %}
                    or {{ unit }} in (
                        select unit_id from {{ side_table(fingerprints, 'now') }}
                        where due_from < {{ otherwise }}
                    )
                    {%- endfor %}
                )
        ) as near
        where {{ part }} >= {{ due_since(fingerprints, units, none, otherwise) }}
    )
    {%- else -%}
        {{ return(this) }}
    {%- endif -%}
{% endmacro %}
