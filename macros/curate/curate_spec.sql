{# What a model's YAML says of its curation, with what is usual filled in. #}
{% macro curate_spec(node) %}
    {% set contract = (node.config.meta or {}).get('contract') %}
    {% if not contract %}
        {{ exceptions.raise_compiler_error(
            node.name ~ ": config.meta.contract is missing in its YAML"
        ) }}
    {% endif %}
    {% set columns = [] %}
    {% set by_content = contract.key == 'content' %}
    {% set key = ['mojap_content_id'] if by_content else contract.key %}
    {% for name, column in node.columns.items() %}
        {% set meta = (column.get('config') or {}).get('meta')
            or column.get('meta') or {} %}
        {% if not name.startswith('mojap_') %}
            {% do columns.append({
                'name': name,
                'data_type': column.data_type,
                'clock': meta.get('clock', 'none'),
                'range': meta.get('range'),
                'pattern': meta.get('pattern'),
                'accepted_values': meta.get('accepted_values'),
                'code_list': curate_code_list(node, meta.code_list)
                    if meta.get('code_list') else none,
                'may_be_absent': meta.get('may_be_absent', false),
                'is_key': name in key,
                'is_order': name == contract.get('order'),
                'not_null': meta.get('not_null', false) or name in key
                    or name == contract.get('order'),
                'tracked': meta.get('tracked', true) and name not in key
                    and name != contract.get('order')
                    and name != contract.get('op')
                    and name != contract.get('time'),
            }) %}
        {% endif %}
    {% endfor %}
    {% set absence = contract.get('absence', 'closes') %}
    {% set spec = {
        'system': node.name.split('__')[0],
        'table': node.name.split('__', 1)[1],
        'key': key,
        'by_content': by_content,
        'kinds': contract.kinds,
        'op': contract.get('op'),
        'order': contract.get('order'),
        'deleted_when': contract.get('deleted_when'),
        'slice': contract.get('slice'),
        'archived_when':
            absence.archived_when if absence is mapping else none,
        'fall': contract.get('fall', 0.2),
        'rules': contract.get('rules', []),
        'columns': columns,
    } %}
    {# Where a seed is built is not part of what a contract says. #}
    {% set places = {} %}
    {% for column in columns if column.code_list %}
        {% do places.update({column.name: column.code_list.pop('relation')}) %}
    {% endfor %}
    {% do spec.update({'hash': local_md5(tojson(spec, sort_keys=true))}) %}
    {% for column in columns if column.code_list %}
        {% do column.code_list.update({'relation': places[column.name]}) %}
    {% endfor %}
    {{ return(spec) }}
{% endmacro %}
