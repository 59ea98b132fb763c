{# One row per fault in one column of one landed row. #}
{{ unite_outcomes('faults', [
    ('batch_id', 'varchar'),
    ('row_number', 'bigint'),
    ('extraction_timestamp', 'timestamp(6)'),
    ('column_name', 'varchar'),
    ('rule_name', 'varchar'),
    ('value_text', 'varchar'),
]) }}
