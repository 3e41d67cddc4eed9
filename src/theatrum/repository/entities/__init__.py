"""Projects, folders, files, record sets and links, with versions and annotations."""
