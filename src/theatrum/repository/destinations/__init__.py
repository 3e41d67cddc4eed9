"""Where files of a folder go: upload settings of projects and folders."""
