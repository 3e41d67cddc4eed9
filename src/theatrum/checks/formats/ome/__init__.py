"""OME-TIFF: the description of an image in XML, by the rules of its schema and against the image that it describes."""
