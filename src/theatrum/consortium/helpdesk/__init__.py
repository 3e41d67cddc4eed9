"""The help desk: tickets with a conversation, by pages, mail, the command line, and without signing in."""
