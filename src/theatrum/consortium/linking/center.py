"""All links of a center in one release, judged by what ``theatrum check`` judges a folder by."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version as installed_version

from theatrum.checks.findings import Group
from theatrum.checks.links.checking import check_links
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.identifying import Identifying
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.linking.known import known_outside
from theatrum.consortium.linking.reading import Gathered, gather
from theatrum.consortium.linking.scope import Scope
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.people import is_on
from theatrum.drivers.jobs import running
from theatrum.kernel import clock
from theatrum.repository.audit import queries as audit


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was read of a release, and what is wrong with its links. ``sequence`` is the last event that is in it."""

    scope: Scope
    sequence: int
    started_on: datetime
    seconds: float
    gathered: Gathered
    groups: list[Group]
    engine: str
    overlay: str


def judge_center(profile: Profile, scope: Scope) -> Judgement:
    """Read a release of a center and judge all its links, outside of any transaction. Raises OSError."""
    started, sequence = clock.now(), audit.last_sequence()
    running.progress(0, None, "bringing the index of identifiers up")
    catch_up(profile)
    gathered = gather(profile, scope)
    running.progress(gathered.rows, gathered.rows, "judging links")
    groups = check_links(
        gathered.records,
        profile.links,
        profile.overlay.identifiers,
        known=known_outside(profile, scope),
        center=scope.center,
    )
    return Judgement(
        scope=scope,
        sequence=sequence,
        started_on=started,
        seconds=(clock.now() - started).total_seconds(),
        gathered=gathered,
        groups=_quotable(gathered, groups),
        engine=installed_version("theatrum"),
        overlay=profile.overlay.version,
    )


def _quotable(gathered: Gathered, groups: list[Group]) -> list[Group]:
    """Return findings as they may be stored: without values in which more stands than what their column is for."""
    if not groups or not is_on():
        return groups
    models = Counter(part.model for part in gathered.parts.values())
    model = models.most_common(1)[0][0] if models else None
    return Identifying(judge_of(model)).without_values(groups)
