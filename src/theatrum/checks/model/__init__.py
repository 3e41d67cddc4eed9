"""JSON Schemas and component models, compiled; and the object that a schema is held against."""
