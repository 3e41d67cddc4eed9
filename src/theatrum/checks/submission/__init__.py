"""A whole submission: which file is what, read, judged and linked in one go; what ``theatrum check`` runs."""
