"""Requests for comments: proposals to change the data model, from a need to a version that has it."""
