"""The theatrum command, one file a subcommand."""
