"""The `derive` command and what it is made of."""
