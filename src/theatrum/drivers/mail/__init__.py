"""Outgoing mail: SMTP, or a folder that an administrator reads."""
