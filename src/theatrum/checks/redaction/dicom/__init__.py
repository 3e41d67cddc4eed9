"""DICOM, its header written anew by the basic confidentiality profile, its pixels as they were."""
