{# One row per landed row that is neither new nor unchanged. #}
{{ unite_outcomes('exceptions', [
    ('batch_id', 'varchar'),
    ('row_number', 'bigint'),
    ('extraction_timestamp', 'timestamp(6)'),
    ('category', 'varchar'),
    ('record_key', 'varchar'),
    ('winning_batch_id', 'varchar'),
    ('winning_row_number', 'bigint'),
    ('reasons', 'varchar'),
    ('landed_row', 'varchar'),
]) }}
