"""Submissions with planted identifiers, each of them labelled: what detectors of identifying data are measured with."""
