"""The page of `derive serve-upload`: people choose a table, bring a file, look, and confirm."""

from derived_tables.serving import standin as standin
