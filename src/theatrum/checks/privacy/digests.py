"""The keyed hash of a match: it tells that two are the same, and without the key nothing of what they are."""

import hmac

LENGTH = 16


def digest(key: bytes, text: str) -> str:
    """Return 16 hexadecimal digits for a text, whatever its case and the blanks around it."""
    plain = text.strip().casefold().encode(errors="surrogatepass")
    return hmac.digest(key, plain, "sha256").hex()[:LENGTH]
