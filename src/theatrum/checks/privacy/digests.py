"""The keyed hash of a match: it tells that two are the same, and without the key nothing of what they are."""

import hashlib
import hmac

LENGTH = 16


def digest(key: bytes, text: str) -> str:
    """Return 16 hexadecimal digits for a text, whatever its case and the blanks around it."""
    plain = text.strip().casefold().encode(errors="surrogatepass")
    return hmac.new(key, plain, hashlib.sha256).hexdigest()[:LENGTH]
