"""Which gates are closed for one person at one center: a single question to the database, whatever there is to ask.

Nothing is remembered from one question to the next: what was open a moment ago may be closed by now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection

from theatrum.checks.profile.onboarding_shapes import GateRule, Onboarding
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.onboarding import conditions, facts
from theatrum.consortium.onboarding.gates import Gate
from theatrum.drivers.db.prepared import prepared_cursor
from theatrum.kernel import clock

_STAFF = """EXISTS (SELECT 1 FROM accounts_teammember mine
    JOIN accounts_team team ON team.principal_ptr_id = mine.team_id
    WHERE mine.user_id = %(user)s AND team.name IN {names})"""
# All that excuses the person or the center, in one text; PostgreSQL calls the same thing otherwise.
_EXCUSED = """(SELECT {joined}(excuse.gate, ' ') FROM onboarding_excuse excuse
    WHERE ((excuse.subject_kind = 'person' AND excuse.subject_id = %(person)s)
        OR (excuse.subject_kind = 'center' AND excuse.subject_id = %(center)s))
    AND excuse.ended_on IS NULL AND excuse.until > %(now)s)"""
_JOINED = {"sqlite": "group_concat", "postgresql": "string_agg"}
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Judged:
    """The gates that stop somebody, in the profile's order; staff is stopped by fewer."""

    is_staff: bool
    closed: tuple[GateRule, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who would write, at which center, for which release."""

    user_id: int
    center_id: str
    release: int | None


def judge(profile: Profile, *, user_id: int, center_id: str, release: int | None) -> Judged:
    """Ask all gates of a person and a center that stop anybody, those that are excused counting as open."""
    asked = Asked(user_id, center_id, release)
    rules = stopping(profile)
    *row, is_staff, excused = _ask(profile, rules, asked)
    passed = set(str(excused or "").split())
    closed = (
        rule
        for rule, is_open in zip(rules, row, strict=True)
        if not is_open and rule.gate.value not in passed and not _reads_open(rule, asked)
    )
    return Judged(bool(is_staff), tuple(rule for rule in closed if rule.of_staff or not is_staff))


def stopping(profile: Profile) -> list[GateRule]:
    """Return the gates of people and centers that can stop somebody: hard ones of which something is known."""
    onboarding = profile.onboarding or Onboarding()
    # What the profile asks nobody for is not required.
    unasked = {Gate.CHECKLIST: profile.checklists.acceptance is None, Gate.PLAN: profile.checklists.plan is None}
    return [
        rule
        for rule in (*onboarding.person, *onboarding.center)
        if not rule.is_soft and not unasked.get(rule.gate) and _is_known(rule.gate)
    ]


def _is_known(gate: Gate) -> bool:
    readers = (facts.person_reader(gate), facts.center_reader(gate))
    return gate in conditions.registered() or any(reader is not None for reader in readers)


def _reads_open(rule: GateRule, asked: Asked) -> bool:
    """Tell whether a gate that no condition is known of is read as open."""
    if rule.gate in conditions.registered():
        return False
    of_person, of_center = facts.person_reader(rule.gate), facts.center_reader(rule.gate)
    if of_person is not None:
        return of_person([asked.user_id], asked.center_id).get(asked.user_id, facts.CLOSED).is_open
    if of_center is not None:
        return of_center([asked.center_id], asked.release).get(asked.center_id, facts.CLOSED).is_open
    return True


def _ask(profile: Profile, rules: Sequence[GateRule], asked: Asked) -> Sequence[object]:
    staff = _staff_teams(profile)
    roles = profile.roles.values()
    wrangler = profile.onboarding.wrangler if profile.onboarding else None
    sql = _statement(
        tuple(conditions.registered().get(rule.gate, "1 = 0") for rule in rules),
        submits=listed(role.role for role in roles if role.submits),
        represents=listed(role.role for role in roles if role.represents),
        wranglers=listed([wrangler] if wrangler else []),
        staff=len(staff),
        joined=_JOINED[connection.vendor],
    )
    values = _values(profile, asked) | {f"staff{number}": name for number, name in enumerate(staff)}
    with prepared_cursor() as cursor:
        cursor.execute(sql, values)
        row: Sequence[object] = cursor.fetchone()
    return row


def _values(profile: Profile, asked: Asked) -> dict[str, Any]:
    acceptance = profile.checklists.acceptance
    return {
        "user": asked.user_id,
        "person": str(asked.user_id),
        "center": asked.center_id,
        "release": -1 if asked.release is None else asked.release,
        "checklist": acceptance.version if acceptance else "",
        **moments(profile),
    }


def moments(profile: Profile) -> dict[str, Any]:
    """Return what conditions compare with, for a cursor: now, today, and after when a certification still holds."""
    moment = clock.now()
    days = profile.quiz.certification.valid_days if profile.quiz else None
    after = _LONG_AGO if days is None else moment - timedelta(days=days)
    adapt = connection.ops.adapt_datetimefield_value
    return {
        "certified_after": adapt(after),
        "now": adapt(moment),
        "today": connection.ops.adapt_datefield_value(moment.date()),
    }


def _staff_teams(profile: Profile) -> list[str]:
    held = (role for role in profile.roles.values() if role.staff or role.administers)
    return sorted({role.team for role in held if role.team})


@lru_cache(maxsize=32)
def _statement(
    asked: tuple[str, ...], *, submits: str, represents: str, wranglers: str, staff: int, joined: str
) -> str:
    filled = [
        condition.format(**conditions.PARTS, submits=submits, represents=represents, wranglers=wranglers)
        for condition in asked
    ]
    names = ", ".join(f"%(staff{number})s" for number in range(staff)) or "NULL"
    filled.append(_STAFF.format(names=f"({names})"))
    columns = [f"CASE WHEN {condition} THEN 1 ELSE 0 END" for condition in filled]
    return f"SELECT {', '.join([*columns, _EXCUSED.format(joined=joined)])}"


def listed(names: Iterable[str]) -> str:
    """Return names of a profile as a list of SQL; NULL, which nothing is, where there are none."""
    # Keys of a profile are letters, digits and underscores.
    return f"({', '.join(repr(name) for name in names) or 'NULL'})"
