"""Commands of Django that this installation runs in its own way."""
