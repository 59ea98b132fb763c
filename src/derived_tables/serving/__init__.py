"""The page of `derive serve-upload`: people choose a table, bring a file, look, and confirm."""
