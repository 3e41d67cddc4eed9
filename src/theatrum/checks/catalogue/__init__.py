"""The data model as people read it: components described, searched, and compared between versions."""
