"""Wiki pages of entities: a tree an owner, versions, attachments."""
