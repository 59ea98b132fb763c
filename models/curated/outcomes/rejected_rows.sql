{# One row per rejected row. #}
{{ unite_outcomes('rejected', [
    ('batch_id', 'varchar'),
    ('row_number', 'bigint'),
    ('extraction_timestamp', 'timestamp(6)'),
    ('record_key', 'varchar'),
    ('reasons', 'varchar'),
    ('landed_row', 'varchar'),
]) }}
