"""Principals: people, teams, access tokens, terms of service."""
