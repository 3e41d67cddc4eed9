"""Ids, clock, errors, paging and JSON text: no Django, no I/O."""
