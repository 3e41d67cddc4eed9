"""Storing what was seen of a file, and what follows: open, held, or locked with an incident."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from theatrum.checks.findings import Verdict
from theatrum.consortium.screening import incidents
from theatrum.consortium.screening.allowing import allowed_by, in_force_for, place_of, scanner_of
from theatrum.consortium.screening.hiding import Weighed, hide_names, show_names
from theatrum.consortium.screening.looking import MOST_PLACES, Look, Seen
from theatrum.consortium.screening.models import Allowance, FoundPlace, Screening, State
from theatrum.consortium.screening.renewing import note_judged
from theatrum.consortium.screening.starting import want
from theatrum.consortium.screening.states import OPEN, PENDING, REVIEWED, require_step
from theatrum.consortium.screening.storable import storable, storable_facts
from theatrum.consortium.screening.subjects import Subject
from theatrum.kernel import clock
from theatrum.kernel.jsontext import canonical
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.audit import actions as audit

_ORDER = {Verdict.BLOCK: 0, Verdict.HOLD: 1, Verdict.NOTE: 3}


@dataclass(frozen=True, slots=True)
class _Judged:
    """A finding with the allowance that it falls under."""

    seen: Seen
    allowance: Allowance | None

    @property
    def holds(self) -> bool:
        """Whether somebody has to decide on it."""
        return self.seen.finding.verdict is Verdict.HOLD and self.allowance is None


def begin(handle_id: int) -> Screening | None:
    """Take a file up, if it waits or was left in the middle; returns its row as it was taken, None for no need."""
    found = Screening.objects.select_for_update(of=("self",)).select_related("handle").filter(pk=handle_id).first()
    if found is None or State(found.state) not in PENDING or found.purged_on is not None:
        return None
    moment = clock.now()
    if found.state != State.RUNNING:
        require_step(handle_id, State(found.state), State.RUNNING)
        found.since = found.since if found.before in REVIEWED else moment
    found.state, found.moved_on, found.total = State.RUNNING, moment, found.handle.size
    found.save(update_fields=["state", "since", "moved_on", "total"])
    return found


def show_progress(handle_id: int, wish: int, *, done: int) -> None:
    """Show how far the looking is, which also shows that it goes on."""
    Screening.objects.filter(pk=handle_id, wish=wish, state=State.RUNNING).update(done=done, moved_on=clock.now())


def settle(*, taken: Screening, subject: Subject, look: Look, version: str) -> bool:
    """Store what was seen; tells whether it counts: of two who looked, or of an old wish, only one does."""
    found = Screening.objects.select_for_update(of=("self",)).select_related("handle").filter(pk=taken.pk).first()
    if found is None or State(found.state) not in PENDING or found.purged_on is not None:
        return False
    if found.wish != taken.wish:
        # Something was changed meanwhile: it is looked at once more.
        want(found.handle)
        return False
    scanner, seen = storable(scanner_of(look)), [_stored(one) for one in look.seen]
    allowances = in_force_for(subject.center)
    judged = [_Judged(one, allowed_by(one, scanner, allowances)) for one in seen]
    state = _state_of(found, look, judged)
    require_step(found.pk, State.RUNNING, state)
    _store(found, subject, look, judged)
    waits_still = found.before in REVIEWED and state in REVIEWED
    found.since = found.since if waits_still else clock.now()
    found.state, found.version, found.subject = state, version, subject.fingerprint
    found.before, found.is_open_meanwhile, found.told_on = "", False, None
    found.scanner = scanner
    found.save()
    note_judged()
    after = {
        "state": state.value,
        "version": version[:12],
        **{verdict or "format": n for verdict, n in look.counts.items()},
    }
    audit.record(OPERATOR_ID, "file_screened", subject_kind="filehandle", subject_id=found.pk, after=after)
    if state is State.BLOCKED:
        incidents.note_blocked_again(handle_id=found.pk)
        incidents.open_incident(screening=found, weighed=_weighed(subject, look))
    elif state in OPEN:
        incidents.note_clear(screening=found)
        show_names([found.pk])
    else:
        hide_names([found.pk], weighed=_weighed(subject, look))
        show_names([found.pk], weighed=_weighed(subject, look))
    return True


def _weighed(subject: Subject, look: Look) -> Weighed:
    """Return what was found in names, as who hides them takes it."""
    return {(name, False, subject.component or ""): verdict for name, verdict in look.names.items()}


def fail(*, taken: Screening, version: str) -> None:
    """Hold a file that could not be looked at, as its bytes could not be read from the store."""
    row = Screening.objects.select_for_update(of=("self",)).filter(pk=taken.pk, wish=taken.wish, state=State.RUNNING)
    found = row.first()
    if found is not None:
        found.state, found.since, found.before, found.is_open_meanwhile = State.UNREADABLE, clock.now(), "", False
        found.version = version
        found.save(update_fields=["state", "since", "before", "is_open_meanwhile", "version"])
        note_judged()
        hide_names([found.pk])


def _stored(seen: Seen) -> Seen:
    finding = seen.finding
    place, sheet, column, fix = (
        text and storable(text) for text in (finding.place, finding.sheet, finding.column, finding.fix)
    )
    message = storable(finding.message)
    plain = replace(finding, place=place, sheet=sheet, column=column, fix=fix, message=message)
    return Seen(plain, storable(seen.shape))


def _state_of(found: Screening, look: Look, judged: Sequence[_Judged]) -> State:
    serious = {
        (one.seen.finding.code, _digest(one.seen)) for one in judged if one.seen.finding.verdict is Verdict.BLOCK
    }
    serious |= {(one.seen.finding.code, _digest(one.seen)) for one in judged if one.holds}
    if found.before == State.ALLOWED and serious <= _known(found) and not _is_other(found, look, judged):
        # A reviewer has seen all of it, and decided.
        return State.ALLOWED
    if look.counts.get(Verdict.BLOCK):
        return State.BLOCKED
    if incidents.are_known(found.handle):
        # Whatever is seen of it today: somebody is in it.
        return State.BLOCKED
    if _holds(look, judged):
        return State.HELD
    return State.UNREADABLE if look.is_unreadable else State.CLEAR


def _holds(look: Look, judged: Sequence[_Judged]) -> int:
    """Return how many findings somebody has to decide on; what is more than is kept falls under no rule."""
    kept = sum(one.seen.finding.verdict is Verdict.HOLD for one in judged)
    return sum(one.holds for one in judged) + look.counts.get(Verdict.HOLD, 0) - kept


def _is_other(found: Screening, look: Look, judged: Sequence[_Judged]) -> bool:
    """Tell whether there is more than is kept, and not as much of it as was decided on."""
    blocks = look.counts.get(Verdict.BLOCK, 0)
    is_more = max(blocks, look.counts.get(Verdict.HOLD, 0)) > MOST_PLACES
    return is_more and (blocks, _holds(look, judged)) != (found.blocks, found.holds)


def _known(found: Screening) -> set[tuple[str, str]]:
    """Return what a decision was made on: classes and hashes of all that was found, places for the rest."""
    return set(FoundPlace.objects.filter(screening=found).values_list("code", "digest"))


def _digest(seen: Seen) -> str:
    return seen.finding.match.digest if seen.finding.match else ""


def _store(found: Screening, subject: Subject, look: Look, judged: Sequence[_Judged]) -> None:
    ordered = sorted(judged, key=lambda one: _ORDER[one.seen.finding.verdict] if one.seen.finding.verdict else 2)
    FoundPlace.objects.filter(screening=found).delete()
    FoundPlace.objects.bulk_create([_row(found, one) for one in ordered[:MOST_PLACES]], batch_size=200)
    found.node_id, found.center, found.component = subject.node_id, subject.center, subject.component or ""
    found.label, found.done = storable(look.label)[:40], found.handle.size
    found.pictures = [[storable(one) if isinstance(one, str) else one for one in some] for some in look.pictures]
    found.facts = storable_facts(look.facts)
    found.blocks, found.notes = look.counts.get("block", 0), look.counts.get("note", 0)
    found.holds = _holds(look, judged)
    found.pattern = _pattern(judged)


def _pattern(judged: Sequence[_Judged]) -> str:
    """Return what files have in common that are decided on together: classes, places and shapes of what holds them."""
    held = sorted({(one.seen.finding.code, place_of(one.seen.finding), one.seen.shape) for one in judged if one.holds})
    return hashlib.sha256(canonical(held).encode()).hexdigest() if held else ""


def _row(found: Screening, one: _Judged) -> FoundPlace:
    finding, match = one.seen.finding, one.seen.finding.match
    return FoundPlace(
        screening=found,
        code=finding.code[:80],
        severity=finding.severity.value,
        verdict=finding.verdict.value if finding.verdict else "",
        place=finding.place or "",
        sheet=finding.sheet or "",
        column=finding.column or "",
        row=finding.row,
        offset=match.offset if match else None,
        length=match.length if match else None,
        digest=match.digest if match else "",
        shape=one.seen.shape,
        message=finding.message[:500],
        fix=(finding.fix or "")[:500],
        allowance=one.allowance,
    )
