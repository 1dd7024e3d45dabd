"""The rules of the back office, in its own words: masters, sales documents, filters, keys, texts."""
