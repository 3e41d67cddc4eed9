"""From rows to wire models: one module a room; nothing here writes or decides."""
