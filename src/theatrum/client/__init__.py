"""The submitter's side of the wire; no Django."""
