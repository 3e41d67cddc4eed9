"""Access tiers: which files are controlled, and who may download them whatever permissions say."""
