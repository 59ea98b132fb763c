{# A name as it is compared: capitals, without spaces, hyphens and apostrophes. #}
{% macro name_text(expression) %}
    {{ return(regex_replace_all('upper(' ~ expression ~ ')', "[\\s'.-]", '')) }}
{% endmacro %}
