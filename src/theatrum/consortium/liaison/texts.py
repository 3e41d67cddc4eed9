"""What people write to each other may hold days, addresses and telephone numbers, but no number of a patient."""

from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.people import is_on

# Of colleagues and of deadlines: ordinary in a letter, though not in data.
_ORDINARY = frozenset({"privacy.date", "privacy.email", "privacy.phone", "privacy.url"})


def private_classes(text: str) -> list[str]:
    """Return the classes of what in a text may identify a patient, as people call them; none where it may be sent."""
    if not is_on():
        return []
    found = judge_of(None).text(text, Context(Where.TEXT))
    codes = {one.code for one in found if one.verdict is Verdict.BLOCK} - _ORDINARY
    return sorted(code.partition(".")[2].replace("_", " ") for code in codes)
