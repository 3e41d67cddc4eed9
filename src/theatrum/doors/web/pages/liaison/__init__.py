"""Pages of liaisons."""
