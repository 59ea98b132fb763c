{# Which events begin a version, and when it ends. #}
{% macro curate_versioned(spec, plan, stretched) %}
{%- set by_stretch = 'partition by ' ~ spec.key | join(', ')
    ~ ', is_event, stretch order by row_time' -%}
{%- set so_far = by_stretch
    ~ ' rows between unbounded preceding and current row' -%}
{%- set extras = plan.extras | map(attribute='name') | list -%}
select
    *,
    case when begins then coalesce(
        min(case when begins or is_delete then row_time end) over (
            {{ by_stretch }} rows between 1 following and unbounded following
        ),
        last_value(cover) over (
            {{ by_stretch }}
            rows between unbounded preceding and unbounded following
        )
    ) end as end_at,
    {% if spec.order -%}
    coalesce(
        is_event and not is_rejected and row_order < {{ last_known(
            'case when begins then row_order end',
            by_stretch ~ ' rows between unbounded preceding and 1 preceding'
        ) }},
        false
    )
    {%- else -%}
    false
    {%- endif %} as is_out_of_order
from (
    select
        *,
        is_event and content is not null and (
            last_in_force is null
            or last_in_force <> content
            {%- for name in extras %}
            or last_filled__{{ name }} <> filled__{{ name }}
            {%- endfor %}
        ) as begins
    from (
        select
            *,
            {%- for name in extras %}
            lag(filled__{{ name }}) over ({{ by_stretch }})
                as last_filled__{{ name }},
            {%- endfor %}
            lag(in_force) over ({{ by_stretch }}) as last_in_force
        from (
            select
                *,
                {%- for name in extras %}
                coalesce({{ last_known(
                    'case when content is not null and extra__' ~ name
                    ~ ' <> chr(31) || chr(27) then extra__' ~ name
                    ~ ' end', so_far
                ) }}, chr(31) || chr(28)) as filled__{{ name }},
                {%- endfor %}
                {{ last_known('content', so_far) }} as in_force
            from ({{ stretched }}) as stretched
        ) as filled
    ) as beside
) as compared
{% endmacro %}
