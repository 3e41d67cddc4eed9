"""The form in which secrets of high entropy (tokens, links) are stored and looked up."""

import hashlib


def digest(secret: str) -> str:
    """Return the SHA-256 of a secret in hex; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
