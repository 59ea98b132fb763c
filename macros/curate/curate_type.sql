{# The data type of a column of the contract. #}
{% macro curate_type(spec, name) %}
    {% if name == 'mojap_content_id' %}
        {{ return('varchar') }}
    {% endif %}
    {% for column in spec.columns if column.name == name %}
        {{ return(column.data_type) }}
    {% endfor %}
    {{ exceptions.raise_compiler_error(
        spec.system ~ '.' ~ spec.table ~ ': the contract names ' ~ name
        ~ ', which is none of its columns'
    ) }}
{% endmacro %}
