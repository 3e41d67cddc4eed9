"""Archives: what lies in a tar, a ZIP file or a compressed file, listed within limits, members inspected."""
