{# The faults that a standardised row may have: column, rule, condition. #}
{% macro curate_faults_of(spec) %}
    {% set faults = [] %}
    {% for column in spec.columns %}
        {% set guard = '' if column.is_key else ' and not is_delete' %}
        {% if column.data_type != 'varchar' or column.pattern %}
            {% do faults.append({
                'column': column.name,
                'rule': 'type, range or pattern',
                'text': column.name ~ '__text',
                'when': column.name ~ '__text is not null and '
                    ~ column.name ~ ' is null' ~ guard,
            }) %}
        {% endif %}
        {% if column.accepted_values %}
            {% do faults.append({
                'column': column.name,
                'rule': 'accepted values',
                'text': column.name ~ '__text',
                'when': column.name ~ " is not null and "
                    ~ canonical_text(column.name, column.data_type)
                    ~ " not in ('"
                    ~ column.accepted_values | map('string')
                        | map('replace', "'", "''") | join("', '") ~ "')"
                    ~ guard,
            }) %}
        {% endif %}
        {% if column.code_list %}
            {% do faults.append({
                'column': column.name,
                'rule': 'code list',
                'text': column.name ~ '__text',
                'when': column.name ~ ' is not null and '
                    ~ canonical_text(column.name, column.data_type)
                    ~ ' not in (select cast(' ~ column.code_list.column
                    ~ ' as varchar) from ' ~ column.code_list.relation ~ ')'
                    ~ guard,
            }) %}
        {% endif %}
    {% endfor %}
    {% for rule in spec.rules %}
        {% do faults.append({
            'column': rule.name,
            'rule': 'expression',
            'text': "'" ~ rule.expression | replace("'", "''") ~ "'",
            'when': 'not coalesce(' ~ rule.expression
                ~ ', true) and not is_delete',
        }) %}
    {% endfor %}
    {{ return(faults) }}
{% endmacro %}
