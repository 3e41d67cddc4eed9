"""Running translated queries: on a connection of their own that can do nothing but read their one relation."""
