{# Prison, legal status, sex and age band as one text. #}
{% macro population_group() %}
    {% set columns = [] %}
    {% for name in [
        'prison_id', 'legal_status_id', 'sex_code', 'age_band_id'
    ] %}
        {% do columns.append({'name': name, 'data_type': 'varchar'}) %}
    {% endfor %}
    {{ return(joined_text(columns)) }}
{% endmacro %}
