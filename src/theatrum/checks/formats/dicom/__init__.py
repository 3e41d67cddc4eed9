"""DICOM: the header walked within bounds, held against the confidentiality profile of the standard (PS3.15, E.1)."""
