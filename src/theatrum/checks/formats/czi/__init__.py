"""Zeiss CZI: its metadata, and the pictures and tables attached beside the image."""
