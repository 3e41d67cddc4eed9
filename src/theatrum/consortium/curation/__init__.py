"""Curation tasks: what somebody is asked to curate, and how far it is."""
