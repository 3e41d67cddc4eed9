"""The acceptance checklist: what a center affirms for a release, signed, and its doubts."""
