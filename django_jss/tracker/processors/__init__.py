"""Event processors: each reads the entries that carry its key; projects register their own."""
