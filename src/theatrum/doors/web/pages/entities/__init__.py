"""Pages of projects, folders, files and record sets."""
