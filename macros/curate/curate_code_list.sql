{# The seed that governs a column's codes: its name, the column of its key, what it holds. #}
{% macro curate_code_list(node, seed_name) %}
    {% set seeds = graph.nodes.values()
        | selectattr('resource_type', 'equalto', 'seed')
        | selectattr('name', 'equalto', seed_name) | list %}
    {% if not seeds or seeds[0].unique_id not in node.depends_on.nodes %}
        {{ exceptions.raise_compiler_error(
            node.name ~ ": its contract's code_list " ~ seed_name
            ~ (" is no seed of the project" if not seeds else
                " is not built before it: write curate(code_lists=[ref('"
                ~ seed_name ~ "')]) in the model")
        ) }}
    {% endif %}
    {% set seed = seeds[0] %}
    {{ return({
        'seed': seed_name,
        'column': seed.config.meta.key[0],
        'checksum': seed.checksum.checksum,
        'relation': api.Relation.create(
            database=seed.database, schema=seed.schema, identifier=seed.alias
        ) | string,
    }) }}
{% endmacro %}
