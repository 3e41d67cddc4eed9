"""A compiled schema held against whole tables: column by column, with the same verdict as row by row."""
