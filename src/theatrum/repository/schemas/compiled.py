"""Schemas ready to judge, shared by all threads of the process and found by the hash of their text."""

import json
from functools import lru_cache

from theatrum.checks.model.compiled import CompiledSchema, compile_schema
from theatrum.repository.schemas.models import Document

# A schema of 2 MB takes some ten times that in memory; few are that large.
KEPT = 128


@lru_cache(maxsize=KEPT)
def compiled(digest: str) -> CompiledSchema:
    """Return the schema whose validation document has this hash; one query when it is not kept."""
    text = Document.objects.values_list("text", flat=True).get(sha256=digest)
    return compile_schema(json.loads(text), digest=digest)
