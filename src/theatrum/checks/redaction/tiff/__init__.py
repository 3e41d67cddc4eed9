"""TIFF and what is made of it, cleaned in place: tags, texts, and pictures beside the data."""
