"""File handles and multipart uploads: the records of bytes, not the bytes."""
