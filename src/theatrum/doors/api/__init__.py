"""The Synapse REST API."""
