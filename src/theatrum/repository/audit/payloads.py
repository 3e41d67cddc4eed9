"""Large values by reference, for those who write them as canonical JSON themselves."""

from theatrum.drivers import installation
from theatrum.repository.audit import chain, rows
from theatrum.repository.audit.models import Payload


def store_canonical(text: str) -> Payload:
    """Store a value that is canonical JSON already, so that thousands of cells are written down once; not loaded."""
    return rows.insert_text(text, chain.hash_of(installation.secret("audit"), text))
