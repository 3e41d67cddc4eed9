"""What each database calls things, so that a query means the same on both."""
