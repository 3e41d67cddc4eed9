"""What ``theatrum redact`` tells: classes, places and names of fields, never what stood there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from theatrum.checks.findings import Finding
from theatrum.checks.redaction.outcome import Outcome, State
from theatrum.checks.redaction.wishes import Taken
from theatrum.checks.report.look import printable
from theatrum.checks.report.numbers import counted
from theatrum.kernel.jsontext import JsonValue

_MOST = 20
_PLACES = 2
_COUNTS = {
    State.CLEANED: "cleaned",
    State.CLEAN: "with nothing to take out",
    State.REFUSED: "refused",
    State.THERE: "with a copy already",
    State.ELSEWHERE: "of formats that are not cleaned here",
}
_DRY = " Nothing was written: --dry-run."
_STATES = {
    State.CLEAN: "there is nothing to take out",
    State.REFUSED: "not cleaned",
    State.ELSEWHERE: "not cleaned",
    State.THERE: "not cleaned",
}


def lines(outcomes: Sequence[Outcome], *, is_dry: bool) -> Iterator[str]:
    """Yield the report as text, without line breaks."""
    for outcome in outcomes:
        if outcome.concerns:
            yield from _of_file(outcome, is_dry=is_dry)
    yield from _summary(outcomes, is_dry=is_dry)


def _of_file(outcome: Outcome, *, is_dry: bool) -> Iterator[str]:
    kind = f" ({outcome.format})" if outcome.format else ""
    yield f"{printable(outcome.file)}{kind}: {_state(outcome, is_dry=is_dry)}"
    if outcome.problem or outcome.fix:
        yield "  " + " ".join(filter(None, (outcome.problem, outcome.fix)))
    yield from _shortened(list(_taken(outcome.taken)))
    remaining = Counter(_plain(finding, outcome.state) for finding in outcome.remaining)
    yield from _shortened([_of_finding(*one) for one in remaining.items()])


def _taken(taken: Sequence[Taken]) -> Iterator[str]:
    """Yield a line for each field of a class, with its first places."""
    places: dict[Taken, list[str]] = {}
    for one in taken:
        places.setdefault(replace(one, place=""), []).append(one.place)
    for one, found in places.items():
        shown = [printable(place) for place in dict.fromkeys(found)]
        more = f" and {len(shown) - _PLACES:,} more" if len(shown) > _PLACES else ""
        yield f"  {one.how:<8}  {one.kind:<14}  {printable(one.name)} ({'; '.join(shown[:_PLACES])}{more})"


def _plain(finding: Finding, state: State) -> Finding:
    """What to do about a file that is cleaned elsewhere was said once."""
    return replace(finding, match=None, fix=None if state is State.ELSEWHERE else finding.fix)


def _state(outcome: Outcome, *, is_dry: bool) -> str:
    where = printable(outcome.copy) if outcome.copy else ""
    if outcome.state is State.CLEANED:
        return f"would become {where}" if is_dry else where
    plain = _STATES[outcome.state]
    return f"{plain}; {'would be copied' if is_dry else 'copied'} to {where}" if where else plain


def _of_finding(finding: Finding, count: int) -> str:
    times = f" ({count} times)" if count > 1 else ""
    where = f"{printable(finding.place)}: " if finding.place else ""
    return f"  remains   {finding.verdict or '':<14}  {where}{finding.message}{times} {finding.fix or ''}".rstrip()


def _shortened(told: Sequence[str]) -> Iterator[str]:
    yield from told[:_MOST]
    if len(told) > _MOST:
        yield f"  and {len(told) - _MOST:,} more; --report F.json has all of them"


def _summary(outcomes: Sequence[Outcome], *, is_dry: bool) -> Iterator[str]:
    states = Counter(outcome.state for outcome in outcomes)
    done = sum(outcome.is_done for outcome in outcomes if outcome.state is State.CLEANED)
    told = [f"{states[state]:,} {word}" for state, word in _COUNTS.items() if states[state]]
    yield f"{counted(len(outcomes), 'file')}: {', '.join(told) or 'nothing to look at'}." + (_DRY if is_dry else "")
    left = states[State.CLEANED] - done
    if left:
        yield f"In {counted(left, 'copy', 'copies')} something is left that blocks, or waits for a reviewer."


def as_facts(outcomes: Sequence[Outcome], *, is_dry: bool) -> JsonValue:
    """Return the report for scripts."""
    return {
        "dry_run": is_dry,
        "counts": {str(state): sum(one.state is state for one in outcomes) for state in State},
        "files": [_facts(outcome) for outcome in outcomes],
    }


def _facts(outcome: Outcome) -> JsonValue:
    return {
        "file": printable(outcome.file),
        "state": str(outcome.state),
        "done": outcome.is_done,
        "format": outcome.format,
        "copy": None if outcome.copy is None else printable(outcome.copy),
        "problem": outcome.problem,
        "fix": outcome.fix,
        "taken": [
            {"class": str(one.kind), "place": one.place, "name": one.name, "how": str(one.how)} for one in outcome.taken
        ],
        "remaining": [_fact(finding) for finding in outcome.remaining],
    }


def _fact(finding: Finding) -> JsonValue:
    return {
        "code": finding.code,
        "verdict": None if finding.verdict is None else str(finding.verdict),
        "place": finding.place,
        "message": finding.message,
        "fix": finding.fix,
        "requirement": finding.requirement,
    }
