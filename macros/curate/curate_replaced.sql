{# Before a merge that rewrites: the versions that it may rewrite, for who asks what it has (`curate_changed_keys`). #}
{% macro curate_replaced(plan) %}
select * from {{ plan.this }}
where {{ curate_is_since(plan.horizon) }}
{% endmacro %}
