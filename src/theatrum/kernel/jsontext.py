"""JSON values and their one canonical text, for hashes and comparisons."""

import hashlib
import json
from typing import TypeAlias

from pydantic import JsonValue

__all__ = ["JsonObject", "JsonValue", "canonical", "sha256"]

JsonObject: TypeAlias = dict[str, JsonValue]


def canonical(value: object) -> str:
    """Return JSON with sorted keys and no spaces. Raises TypeError for what JSON cannot hold."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(value: object) -> str:
    """Return the SHA-256 of the canonical text, in hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
