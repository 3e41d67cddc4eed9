"""Writing accounts: one module for each thing that is written."""
