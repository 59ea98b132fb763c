"""Reading tables of databases: where they are, what they hold, one snapshot of it, as text."""
