"""How somebody or some center stands before the gates: for pages, lists and reminders. Writes ask ``judging``."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.onboarding import excuses, facts, places
from theatrum.consortium.onboarding.facts import CLOSED, Fact
from theatrum.consortium.onboarding.gates import Gate, GateRule, link_to
from theatrum.consortium.onboarding.judging import judge
from theatrum.consortium.onboarding.models import Excuse, Subject
from theatrum.consortium.onboarding.wording import fields, filled, liaison_names
from theatrum.consortium.profile.queries import in_force

Key = TypeVar("Key", int, str)


class State(StrEnum):
    """Where a gate is for somebody."""

    OPEN = "open"
    CLOSED = "closed"
    EXCUSED = "excused"
    NOT_REQUIRED = "not_required"


@dataclass(frozen=True, slots=True)
class Standing:
    """One gate as it stands: its state, since when, who can open it, what they do next, and where."""

    gate: Gate
    name: str
    state: State
    is_soft: bool
    owner: str
    step: str
    link: str
    since: datetime | None = None
    note: str = ""
    # Something was done, and something is still missing.
    is_begun: bool = False
    # When an excuse ends, for an excused gate.
    until: datetime | None = None

    @property
    def is_passed(self) -> bool:
        """Whether nothing is left to do here."""
        return self.state is not State.CLOSED

    @property
    def stops(self) -> bool:
        """Whether it keeps from writing."""
        return self.state is State.CLOSED and not self.is_soft


def of_person(user_id: int, center_id: str) -> list[Standing]:
    """Return the gates of a person who would write for a center, in the profile's order; none without such gates."""
    return of_people([user_id], center_id)[user_id]


def of_people(user_ids: Collection[int], center_id: str) -> dict[int, list[Standing]]:
    """Return the gates of people at one center, in as many queries as for one."""
    profile = in_force()
    rules = profile.onboarding.person if profile.onboarding else ()
    excused = excuses.excused(Subject.PERSON, [str(one) for one in user_ids])
    known = {rule.gate: _of_person(rule.gate, user_ids, center_id) for rule in rules}
    liaison = liaison_names([center_id]).get(center_id, "") if center_id else ""
    told = (fields(profile, center_id, None, liaison), center_id, None)
    return {
        user: [
            _standing(rule, _fact(known[rule.gate], user), excused.get((str(user), rule.gate)), told) for rule in rules
        ]
        for user in user_ids
    }


def of_center(center_id: str, release: int | None) -> list[Standing]:
    """Return the gates of a center for a release, in the profile's order; none without such gates."""
    return of_centers([center_id], release)[center_id]


def of_centers(center_ids: Collection[str], release: int | None) -> dict[str, list[Standing]]:
    """Return the gates of centers for a release, in as many queries as for one."""
    profile = in_force()
    rules = profile.onboarding.center if profile.onboarding else ()
    excused = excuses.excused(Subject.CENTER, center_ids)
    known = {rule.gate: _of_center(rule.gate, center_ids, release) for rule in rules}
    liaisons = liaison_names(list(center_ids))
    found: dict[str, list[Standing]] = {}
    for center in center_ids:
        told = (fields(profile, center, release, liaisons.get(center, "")), center, release)
        found[center] = [
            _standing(rule, fact, excused.get((center, rule.gate)), told)
            for rule in rules
            if (fact := _fact(known[rule.gate], center)) is None or not fact.is_needless
        ]
    return found


def may_submit(user_id: int, center_id: str, release: int | None) -> bool:
    """Tell whether a person's gates and a center's are open: what a write asks, but for its place."""
    judged = judge(in_force(), user_id=user_id, center_id=center_id, release=release)
    return not judged.closed


def open_release(profile: Profile) -> int | None:
    """Return the newest release that is open; None where there is none."""
    return places.open_release(profile)


def _of_person(gate: Gate, user_ids: Collection[int], center_id: str) -> Mapping[int, Fact] | None:
    reader = facts.person_reader(gate)
    return None if reader is None else reader(user_ids, center_id)


def _of_center(gate: Gate, center_ids: Collection[str], release: int | None) -> Mapping[str, Fact] | None:
    reader = facts.center_reader(gate)
    return None if reader is None else reader(center_ids, release)


def _standing(
    rule: GateRule, fact: Fact | None, excuse: Excuse | None, told: tuple[Mapping[str, str], str, int | None]
) -> Standing:
    wording, center_id, release = told
    state = State.NOT_REQUIRED if fact is None else State.OPEN if fact.is_open else State.CLOSED
    found = Standing(
        gate=rule.gate,
        name=filled(rule.name, wording),
        state=state,
        is_soft=rule.is_soft,
        owner=filled(rule.owner, wording),
        step=filled(rule.step, wording),
        link=link_to(rule.gate, center_id, release),
        since=fact.since if fact else None,
        note=fact.note if fact else "",
        is_begun=bool(fact and fact.is_begun),
    )
    if state is not State.CLOSED or excuse is None:
        return found
    note = f"excused: {excuse.reason}"
    return replace(found, state=State.EXCUSED, since=excuse.made_on, note=note, until=excuse.until)


def _fact(known: Mapping[Key, Fact] | None, subject: Key) -> Fact | None:
    return None if known is None else known.get(subject, CLOSED)
