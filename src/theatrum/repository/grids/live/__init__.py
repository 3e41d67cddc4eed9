"""What a seat at a grid sees: rows in windows, views of them, operations as they happen, the past of a cell."""
