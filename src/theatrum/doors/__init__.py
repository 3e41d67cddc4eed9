"""Ways in: the Synapse API, pages, live connections and the command line."""
