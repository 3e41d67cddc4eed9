"""Identifiers that exist on this server: what a check on a submitter's machine takes as known."""
