{# The secret, read at run time: it is in no compiled SQL, log or file. #}
{% macro pepper() -%}
(select max(secret) from {{ live_catalogue() }}"{{
    generate_schema_name('people_restricted', none) | trim
}}"."pepper")
{%- endmacro %}
