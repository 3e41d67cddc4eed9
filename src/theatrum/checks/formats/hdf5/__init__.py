"""HDF5 and AnnData: what groups and attributes say, and what an annotated matrix must hold; in a process of its own."""
