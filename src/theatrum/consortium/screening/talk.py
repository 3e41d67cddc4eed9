"""What people write to each other about data: looked at as all texts are, but days and addresses may stand.

Tickets, requests and wikis tell when something happened and where, and whom to ask; none of these alone is of a
participant.
"""

from theatrum.checks.findings import Finding, Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.people import is_on

_MAY_STAND = frozenset({"privacy.date", "privacy.url", "privacy.email"})
_STOPS = frozenset({Verdict.BLOCK, Verdict.HOLD})


def places_in(text: str) -> list[Finding]:
    """Return the places of a text that may identify a person; nothing where nothing is screened."""
    if not text or not is_on():
        return []
    found = judge_of(None).text(text, Context(Where.TEXT))
    return [one for one in found if one.verdict in _STOPS and not may_stand(one) and one.match is not None]


def may_stand(finding: Finding) -> bool:
    """Tell whether what was found may stand where people write to each other."""
    return finding.code in _MAY_STAND


def class_of(finding: Finding) -> str:
    """Return how people call the class of a finding."""
    return finding.code.partition(".")[2].replace("_", " ")


def classes_in(text: str) -> list[str]:
    """Return the classes of what may identify a person in a text, each once."""
    return list(dict.fromkeys(class_of(one) for one in places_in(text)))
