"""Which consortium profile is in force."""
