"""PDF: what its dictionaries, its XMP and the text of its pages say, by scanning, without following its references."""
