"""Plans for de-identification: versions that a center submits and its liaison acknowledges or returns."""
