{# Digits past the scale are a fault unless they are zeros: nothing rounds. #}
{% macro standard_decimal(text, data_type) %}
    {% set scale = data_type.split(',')[1].strip(' )') | int %}
    {% if scale > 0 %}
        {% set kept = '^[+-]?[0-9]*([.][0-9]{1,' ~ scale ~ '})?' %}
        {% set whole = kept ~ '$' %}
        {% set padded = '^[+-]?[0-9]*[.][0-9]{' ~ scale ~ '}0*$' %}
    {% else %}
        {% set kept = '^[+-]?[0-9]+' %}
        {% set whole = kept ~ '$' %}
        {% set padded = '^[+-]?[0-9]+[.]0+$' %}
    {% endif %}
    {{ return(
        "case when " ~ matches_pattern(text, '[0-9]')
        ~ " and (" ~ matches_pattern(text, whole)
        ~ " or " ~ matches_pattern(text, padded)
        ~ ") then try_cast(regexp_extract(" ~ text ~ ", '" ~ kept
        ~ "') as " ~ data_type ~ ") end"
    ) }}
{% endmacro %}
