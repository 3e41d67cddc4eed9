"""TIFF and what is made of it: OME-TIFF, and slides as scanners write them."""
