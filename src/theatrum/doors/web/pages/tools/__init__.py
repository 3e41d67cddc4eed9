"""The tools on a submitter's desk, as pages."""
