{# The columns are a key: no row is repeated, and none lacks one of them. #}
{% test primary_key(model, column_names) %}
select {{ column_names | join(', ') }}, count(*) as copies
from {{ model }}
group by {{ column_names | join(', ') }}
having
    count(*) > 1
    or {{ column_names | join(' is null or ') }} is null
{% endtest %}
