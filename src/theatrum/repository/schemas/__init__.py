"""Organizations, JSON Schemas, bindings and validation results."""
