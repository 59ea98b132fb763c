{# A schema is a folder's name; `DERIVE_ENV` and an as-at build on Athena prefix it. #}
{% macro generate_schema_name(custom_schema_name, node) %}
    {% set schema = custom_schema_name or target.schema %}
    {% set environment = env_var('DERIVE_ENV', '') %}
    {% set live = schema in ['curated', 'people_restricted', 'snapshots']
        and node is none or (node is not none and node.fqn
            and 'curated' in node.fqn) %}
    {% if environment %}
        {% set schema = environment ~ '_' ~ schema %}
    {% endif %}
    {% if target.type == 'athena' and not live
        and var('as_at', none) is not none %}
        {% set schema = 'as_at_' ~ (moment_literal(var('as_at'))
            | replace('timestamp', '')
            | replace('-', '') | replace(':', '') | replace('.', '')
            | replace("'", '') | replace(' ', '')) ~ '_' ~ schema %}
    {% endif %}
    {{ return(schema) }}
{% endmacro %}
