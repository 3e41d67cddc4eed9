"""Reminding by the rules of the profile: looked at once a day, sent at most once a day for each rule and subject."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from theatrum.checks.profile.checklist_shapes import Reminder
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.onboarding.gates import OF_PERSON
from theatrum.consortium.onboarding.models import Subject
from theatrum.consortium.onboarding.reminders.models import Waiting
from theatrum.consortium.onboarding.reminders.policy import is_due
from theatrum.consortium.onboarding.reminders.telling import tell
from theatrum.consortium.onboarding.reminders.whom import crews_of, submitters
from theatrum.consortium.onboarding.standings import Standing, of_centers, of_people, open_release
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.accounts.principals import OPERATOR_ID

# A transaction of so many is over within a second.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed gate that a rule looks at, and whom the rule names for it."""

    rule: Reminder
    kind: Subject
    id: str
    standing: Standing
    people: frozenset[int]


def remind_all() -> int:
    """Remind everybody whom the rules name of what waits; returns how many messages were sent. Opens transactions."""
    rules = in_force().checklists.reminders
    if not rules:
        return 0
    count = 0
    of_person = [rule for rule in rules if rule.gate in OF_PERSON]
    for some in _in_pieces(submitters()):
        count += _settle(Subject.PERSON, [str(one) for one in some], rules, list(_of_people(of_person, some)))
    centers = list(known_centers(in_force()))
    of_center = [rule for rule in rules if rule.gate not in OF_PERSON]
    return count + _settle(Subject.CENTER, centers, rules, list(_of_centers(of_center, centers)))


def _in_pieces(people: Sequence[int]) -> Iterator[Sequence[int]]:
    return (people[start : start + _AT_ONCE] for start in range(0, len(people), _AT_ONCE))


def _of_people(rules: Sequence[Reminder], people: Sequence[int]) -> Iterator[Closed]:
    found = of_people(people, "") if rules else {}
    for person, standings in found.items():
        for rule, standing in _closed(rules, standings):
            whom = frozenset({person} if "person" in rule.whom else ())
            yield Closed(rule, Subject.PERSON, str(person), standing, whom)


def _of_centers(rules: Sequence[Reminder], centers: Sequence[str]) -> Iterator[Closed]:
    if not rules:
        return
    crews = crews_of(centers)
    for center_id, standings in of_centers(centers, open_release(in_force())).items():
        for rule, standing in _closed(rules, standings):
            yield Closed(rule, Subject.CENTER, center_id, standing, frozenset(crews[center_id].named(rule.whom)))


def _closed(rules: Iterable[Reminder], standings: Sequence[Standing]) -> Iterator[tuple[Reminder, Standing]]:
    by_gate = {one.gate: one for one in standings if not one.is_passed}
    return ((rule, by_gate[rule.gate]) for rule in rules if rule.gate in by_gate)


def _settle(kind: Subject, ids: Sequence[str], rules: Sequence[Reminder], closed: Sequence[Closed]) -> int:
    """Keep what waits, forget what does so no more, and send what is due: all in one transaction."""
    names = [rule.reminder for rule in rules]
    with writing():
        found = Waiting.objects.select_for_update().filter(subject_kind=kind, subject_id__in=ids, rule__in=names)
        known = {(row.rule, row.subject_id): row for row in found}
        new = {_key(one): _begun(one) for one in closed if _key(one) not in known}
        gone = known.keys() - {_key(one) for one in closed}
        Waiting.objects.filter(pk__in=[known.pop(key).pk for key in gone]).delete()
        rows = known | new
        due = [one for one in closed if _reminds(one, rows[_key(one)])]
        Waiting.objects.bulk_create(new.values(), batch_size=_AT_ONCE)
        Waiting.objects.bulk_update(known.values(), ["since", "last_day", "sent"], batch_size=_AT_ONCE)
        return _send(kind, due)


def _key(one: Closed) -> tuple[str, str]:
    return one.rule.reminder, one.id


def _begun(one: Closed) -> Waiting:
    since = one.standing.since or clock.now()
    return Waiting(rule=one.rule.reminder, subject_kind=one.kind, subject_id=one.id, since=since)


def _reminds(one: Closed, row: Waiting) -> bool:
    """Tell whether a rule reminds now, and note in its row that it does."""
    row.since = one.standing.since or row.since
    today = clock.now().date()
    if not one.people or not is_due(one.rule, since=row.since, last_day=row.last_day, sent=row.sent, today=today):
        return False
    row.last_day, row.sent = today, row.sent + 1
    return True


def _send(kind: Subject, due: Sequence[Closed]) -> int:
    """Send one message a person and subject; people with the same steps before them get the same one."""
    told: dict[tuple[str, int], list[Standing]] = defaultdict(list)
    for one in due:
        for person in one.people:
            told[one.id, person].append(one.standing)
    groups: dict[tuple[str, tuple[str, ...]], tuple[set[int], list[Standing]]] = {}
    for (subject, person), standings in told.items():
        key = (subject, tuple(one.gate.value for one in standings))
        groups.setdefault(key, (set(), standings))[0].add(person)
    for (subject, _), (people, standings) in groups.items():
        center_id = subject if kind is Subject.CENTER else ""
        tell(people=people, center_id=center_id, standings=standings, by=OPERATOR_ID)
    return len(groups)
