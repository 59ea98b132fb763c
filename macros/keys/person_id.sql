{# A person's durable id: the hash, with the secret pepper, of an identifier's text. #}
{% macro person_id(expression) -%}
case
    when {{ expression }} is null then {{ unknown_member() }}
    {#- Joined by ||, so that a missing pepper gives null and never a bare hash. #}
    else {{ md5_text(pepper() ~ " || chr(31) || " ~ expression) }}
end
{%- endmacro %}
