"""Practice: a broken data set in a private project, to be mended in the grid; mended, it certifies."""
