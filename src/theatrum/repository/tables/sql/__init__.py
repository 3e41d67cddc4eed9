"""Queries in Synapse's SQL: parsed, held to the dialect, translated to the engine in use, and run by readers only."""
