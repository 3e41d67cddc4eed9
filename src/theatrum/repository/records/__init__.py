"""The rows of a record set's CSV."""
