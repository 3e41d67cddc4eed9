"""Our own rules, for what ruff, mypy and import-linter cannot see. One module a rule; each says why it exists."""
