"""The reader of a consortium profile folder."""
