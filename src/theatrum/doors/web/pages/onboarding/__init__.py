"""Onboarding: what stands before a submission, for a person, a center and those who look after many."""
