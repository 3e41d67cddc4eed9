"""Detectors for what could identify a person: in cells, names of files, headers and free text."""
