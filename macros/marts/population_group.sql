{# Prison, legal status, sex and age band as one text. #}
{% macro population_group() %}
    {{ return(joined_text(typed_columns([
        'prison_id', 'legal_status_id', 'sex_code', 'age_band_id',
    ]))) }}
{% endmacro %}
