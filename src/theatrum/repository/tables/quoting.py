"""Cells in refusals: quoted as Synapse does, but for those that identify a person, as answers are kept and logged."""

_LONGEST = 200
_HIDDEN = "…"


def quotable(text: str) -> str:
    """Return a cell or a header as a refusal may show it."""
    from theatrum.checks.privacy.context import Context  # slow import
    from theatrum.checks.privacy.detecting import detect  # slow import
    from theatrum.checks.privacy.hits import Strength  # slow import

    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}{_HIDDEN}"
    return _HIDDEN if any(hit.strength is Strength.STRONG for hit in detect(shown, Context())) else shown
