"""Provenance: which activity made a version of an entity, and of what."""
