{# Keys of which a run has begun, ended or replaced a version; see `curate_changes`. #}
{% macro curate_changed_keys(name, key, changes) %}
    {% set history = api.Relation.create(
        database=target.database,
        schema=generate_schema_name('curated', none) | trim,
        identifier=name
    ) %}
    {% set now %}
select * from {{ history }}
where {{ curate_is_since(changes.since) }}
    {% endset %}
    {% set before = 'select * from ' ~ side_table(history, 'replaced') %}
    {% if not changes.rewrites %}
select {{ key }} from ({{ now }}) as changed
    {% else %}
select {{ key }} from (({{ now }}) except ({{ before }})) as begun
union
select {{ key }} from (({{ before }}) except ({{ now }})) as ended
    {% endif %}
{% endmacro %}
