{# Listed, not cast: the engines take different words for true. #}
{% macro standard_boolean(text) -%}
case
    when lower({{ text }}) in ('true', 't', '1', 'y', 'yes') then true
    when lower({{ text }}) in ('false', 'f', '0', 'n', 'no') then false
end
{%- endmacro %}
