"""What `derive register` works out of a sample: names, types, kinds, keys, persons, the text."""
