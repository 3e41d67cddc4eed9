"""Who heard which session, and the gate that follows: soft in most profiles."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.onboarding.facts import Fact
from theatrum.consortium.onboarding.sessions.models import Attendance
from theatrum.consortium.onboarding.sessions.queries import Held, all_sessions, required_keys
from theatrum.consortium.profile.queries import in_force


def heard_by(user_ids: Collection[int]) -> Mapping[int, Mapping[str, Attendance]]:
    """Return what people heard, by person and session; one query."""
    found: dict[int, dict[str, Attendance]] = defaultdict(dict)
    for row in Attendance.objects.filter(user_id__in=user_ids):
        found[row.user_id][row.session] = row
    return found


def missing_for(user_id: int) -> list[Held]:
    """Return the required sessions that were held and that a person has not heard yet."""
    heard = heard_by([user_id]).get(user_id, {})
    return [one for one in all_sessions() if one.required and one.is_over and one.key not in heard]


def facts_of(center_ids: Collection[str], _release: int | None) -> Mapping[str, Fact]:
    """Return at which centers everybody who submits has heard what is required; three queries for any number."""
    required = set(required_keys())
    if not required:
        return dict.fromkeys(center_ids, Fact(is_open=True, note="None was held yet."))
    roles = [role.role for role in in_force().roles.values() if role.submits]
    held = Affiliation.objects.filter(center_id__in=center_ids, role__in=roles, ended_on=None, user__is_active=True)
    people: dict[str, set[int]] = defaultdict(set)
    for center_id, user_id in held.values_list("center_id", "user_id"):
        people[center_id].add(user_id)
    rows = Attendance.objects.filter(session__in=required, user_id__in=held.values("user_id"))
    heard: dict[int, list[Attendance]] = defaultdict(list)
    for row in rows:
        heard[row.user_id].append(row)
    return {center_id: _fact(some, heard, len(required)) for center_id, some in people.items()}


def _fact(people: Iterable[int], heard: Mapping[int, list[Attendance]], required: int) -> Fact:
    rows = {person: heard.get(person, []) for person in people}
    done = [person for person, some in rows.items() if len(some) == required]
    moments = [row.said_on for some in rows.values() for row in some]
    since = max(moments, default=None)
    is_open = len(done) == len(rows)
    note = "" if is_open else f"{len(done)} of {len(rows)} who submit have heard all that is required."
    return Fact(is_open=is_open, since=since, note=note, is_begun=bool(moments))
