"""What is written about requests, before it is stored. Done outside of transactions."""

from theatrum.consortium.rfcs.errors import RfcIsInvalid
from theatrum.consortium.screening.talk import classes_in


def written(text: str, *, what: str, longest: int, is_needed: bool = True) -> str:
    """Return a text as it can be stored. Raises RfcIsInvalid."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if is_needed and not plain:
        raise RfcIsInvalid(reason=f"Write {what}.")
    if len(plain) > longest:
        raise RfcIsInvalid(reason=f"This is too long for {what}: {len(plain):,} signs, and {longest:,} is the most.")
    if found := classes_in(plain):
        reason = f"What you wrote may identify a person ({', '.join(found)}): use a made-up example."
        raise RfcIsInvalid(reason=reason)
    return plain
