{# A person's durable id: the hash, with the secret pepper, of an identifier's text. #}
{% macro person_id(expression) -%}
case
    when {{ expression }} is not null
        then {{ md5_text(joined_text([
            {'name': pepper(), 'data_type': 'varchar'},
            {'name': expression, 'data_type': 'varchar'},
        ])) }}
    else {{ unknown_member() }}
end
{%- endmacro %}
