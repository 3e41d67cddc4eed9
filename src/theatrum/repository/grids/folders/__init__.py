"""Grids over folders: each file below one is a row, its annotations are cells, one component a grid."""
