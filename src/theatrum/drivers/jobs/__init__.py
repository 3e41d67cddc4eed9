"""Durable background jobs: an outbox, a relay and the workflow engine."""
