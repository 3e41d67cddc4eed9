"""What seats ask about problems: the messages ``problems``, ``excepted``, ``meant`` and ``fix`` of the protocol."""

from collections.abc import Callable, Iterable

from theatrum.kernel.hooks import Hooks
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids import asking
from theatrum.repository.grids.changes import Sender
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.models import OperationKind, Workspace
from theatrum.repository.grids.policy import LARGEST_NUMBER
from theatrum.repository.grids.problems.adding import added_to
from theatrum.repository.grids.problems.covering import Cover, covers_of, excepted_in
from theatrum.repository.grids.problems.fixing import fix_group
from theatrum.repository.grids.problems.grouping import Problem, meant_in, problems_of

# Gets what was mended, by slot, text before and text after, to be done again for later rows of the same people.
Rememberer = Callable[[Actor, Workspace, Iterable[tuple[int, str, str]]], object]

_rememberers = Hooks[Rememberer]()


def register() -> None:
    """Answer the messages about problems."""
    asking.register("problems", answer_problems)
    asking.register("excepted", answer_excepted)
    asking.register("meant", answer_meant)
    asking.register("fix", answer_fix)


def remember_by(rememberer: Rememberer) -> None:
    """Let a room remember what was mended."""
    _rememberers.register(rememberer)


def answer_problems(actor: Actor, workspace: Workspace, _message: JsonObject) -> JsonObject:
    """Return ``{"groups": [group], "sequence": number}``: what the operations up to that one have left to mend."""
    workspace.refresh_from_db(fields=["sequence"])
    sequence = workspace.sequence
    problems = [*problems_of(workspace, actor), *added_to(actor, workspace)]
    covers = covers_of(actor, workspace, problems)
    return {"groups": [_as_json(problem, covers.get(problem.key)) for problem in problems], "sequence": sequence}


def answer_excepted(_actor: Actor, workspace: Workspace, _message: JsonObject) -> JsonObject:
    """Return ``{"rows": number, "holds": whether any can be}``: how many of the invalid rows are excepted."""
    found = excepted_in(workspace)
    return {"rows": found or 0, "holds": found is not None}


def answer_meant(actor: Actor, workspace: Workspace, message: JsonObject) -> JsonObject:
    """Return ``{"fixes": [[slot, from, to]]}``: for cells of a row that name what is not there."""
    number = message.get("row")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= LARGEST_NUMBER:
        raise GridIsInvalid(reason="What was meant is asked for one row: give its number as 'row'.")
    return {"fixes": [[one.slot, one.before, one.after] for one in meant_in(workspace, actor, number)]}


def answer_fix(actor: Actor, workspace: Workspace, message: JsonObject) -> JsonObject:
    """Mend a group as far as it is known how. Returns how many rows were mended, and how many offers did not do."""
    key, group, seat = message.get("key"), message.get("group"), message.get("seat")
    if not isinstance(key, str) or not isinstance(group, str) or not 0 < len(group) <= 36:
        raise GridIsInvalid(reason="A fix needs 'key', of a group of problems, and 'group', the name of the act.")
    sender = Sender(kind=OperationKind.EDIT, replica_id=seat if isinstance(seat, int) else None, group=group)
    done = fix_group(actor, workspace, key, sender=sender)
    if message.get("remember") is True and done.counts:
        for rememberer in _rememberers:
            rememberer(actor, workspace, done.counts)
    return {"mended": done.counts.total(), "left": done.left}


def _as_json(problem: Problem, cover: Cover | None) -> JsonObject:
    return {
        "key": problem.key,
        "code": problem.finding.code,
        "severity": problem.finding.severity.value,
        "slot": problem.slot,
        "message": problem.message,
        "count": problem.count,
        "rows": [*problem.rows],
        "fixes": [{"from": fix.before, "to": fix.after, "count": fix.count} for fix in problem.fixes],
        "cover": None if cover is None else {"text": cover.text, "link": cover.link},
    }
