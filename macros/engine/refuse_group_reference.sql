{% macro refuse_group_reference(replacement) -%}
    {%- if '$' in replacement or '\\' in replacement -%}
        {{ exceptions.raise_compiler_error(
            'regex_replace_all: the replacement ' ~ replacement ~ ' names a group; '
            ~ 'one engine writes $1 and the other \\1. Use a plain text.'
        ) }}
    {%- endif -%}
{%- endmacro %}
