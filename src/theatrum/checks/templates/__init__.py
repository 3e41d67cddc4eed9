"""Empty tables to fill in: CSV and XLSX by component and version."""
