"""Which findings a reviewer has allowed for a center: by class, place, and either shape or scanner, until a day."""

from collections.abc import Iterable

from theatrum.checks.findings import Finding, Verdict
from theatrum.consortium.screening.looking import Look, Seen
from theatrum.consortium.screening.models import Allowance, FoundPlace
from theatrum.kernel import clock


def in_force_for(center: str) -> list[Allowance]:
    """Return the allowances of a center that hold today."""
    if not center:
        return []
    return list(Allowance.objects.filter(center=center, revoked_on=None, expires_on__gte=clock.now().date()))


def scanner_of(look: Look) -> str:
    """Return what wrote a file, by its header: make and model, as far as they are known."""
    parts = (look.facts.get(name) for name in ("MAKE", "MODEL", "SCANNER", "Make", "Model"))
    return " ".join(dict.fromkeys(part.strip() for part in parts if isinstance(part, str) and part.strip()))[:100]


def place_of(finding: Finding) -> str:
    """Return where in files of its kind a finding stands: a tag, or a column."""
    return finding.place or finding.column or ""


def place_of_row(found: FoundPlace) -> str:
    """Return the same of a finding that was kept."""
    return found.place or found.column


def allowed_by(seen: Seen, scanner: str, allowances: Iterable[Allowance]) -> Allowance | None:
    """Return the allowance that a finding falls under; what is blocked falls under none."""
    if seen.finding.verdict is not Verdict.HOLD:
        return None
    code, place = seen.finding.code, place_of(seen.finding)
    for one in allowances:
        is_same = not one.shape or one.shape == seen.shape
        is_by_it = not one.scanner or one.scanner == scanner
        if (one.code, one.place) == (code, place) and is_same and is_by_it:
            return one
    return None
