"""From the file of an import to its plan: columns understood, rows known again, mappings of the center at hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from theatrum.consortium.curation.mappings.queries import mappings_for
from theatrum.consortium.exchange.columns import Guess, How, guess_columns
from theatrum.consortium.exchange.errors import WorkbookIsForeign
from theatrum.consortium.exchange.filing import seek_files
from theatrum.consortium.exchange.identity import HEADER, read_mark
from theatrum.consortium.exchange.incoming import Incoming
from theatrum.consortium.exchange.knowing import Known, known_columns
from theatrum.consortium.exchange.laying import lay_over
from theatrum.consortium.exchange.models import Checkout, Import
from theatrum.consortium.exchange.planning import Plan
from theatrum.consortium.exchange.queries import remembered_columns
from theatrum.consortium.exchange.steps import Choices, Side
from theatrum.consortium.exchange.vouching import is_vouched
from theatrum.consortium.exchange.whose import Seeker
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.live.columns import facts_of
from theatrum.repository.grids.models import Workspace

_FORGED = (
    "The workbook says that it was made here, and its signature does not fit: it was damaged, or somebody made it up. "
    "Its rows are known as those of any table, and nothing is merged with what went out: look at all changes."
)
# Of so many lines one must have a mark, if any has.
_SOUGHT = 1_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan, with what its columns were understood as, and the workbook that it comes from."""

    plan: Plan
    guesses: Sequence[Guess]
    missing: Sequence[str]
    key: Sequence[str]
    checkout: Checkout | None
    notes: Sequence[str]


def prepare(found: Import, incoming: Incoming) -> Prepared:
    """Return the plan of an import. Raises WorkbookIsForeign."""
    workspace = found.workspace
    known = known_columns(workspace)
    guesses = _guesses(found, workspace, incoming, known)
    slots = [None if one.column is None else workspace.slots[one.column] for one in guesses]
    checkout = _checkout(found, incoming)
    is_forged = checkout is not None and not is_vouched(incoming.source, checkout)
    checkout = None if is_forged else checkout
    gone = None if checkout is None else lay_over(workspace, checkout, key_of_grid(workspace, known))
    key, notes = _key(workspace, known, guesses)
    notes += _notes(workspace, checkout)
    notes += [_FORGED] if is_forged else []
    if all(slot is None for slot in slots):
        notes = [f"No column of {found.file_name} is one of the grid: say below what they mean, or take another file."]
    key_slots = [workspace.slots[name] for name in key]
    seeker = Seeker(workspace, slots, key_slots, gone, 0 if checkout is None else checkout.pk)
    is_of_files = workspace.source.kind != Kind.RECORD_SET
    whose = seeker.seek_marked(incoming) if is_of_files else seeker.seek(incoming)
    if is_of_files:
        seek_files(workspace, incoming, slots=slots, whose=whose)
    plan = Plan(
        workspace,
        incoming,
        slots,
        whose,
        gone,
        choices_of(found.choices),
        mappings=mappings_for(workspace),
        is_of_files=is_of_files,
    )
    taken = {one.column for one in guesses}
    missing = [name for name in workspace.columns if name not in taken | read_only_columns(workspace)]
    return Prepared(plan, guesses, missing, key, checkout, notes)


def choices_of(stored: JsonObject) -> Choices:
    """Read what somebody decided, as it is stored."""
    sides = stored.get("sides")
    return Choices(
        empties=bool(stored.get("empties", False)),
        deletes=bool(stored.get("deletes", True)),
        maps=bool(stored.get("maps", True)),
        side=_side(stored.get("side")),
        sides={key: _side(side) for key, side in sides.items()} if isinstance(sides, dict) else {},
    )


def key_of_grid(workspace: Workspace, known: Known) -> list[str]:
    """Return the columns by which rows are known: as the record set says, else as the data model does."""
    details = workspace.source.current.details if workspace.source.current else {}
    named = details.get("upsertKey") if workspace.source.kind == Kind.RECORD_SET else None
    key = [str(name) for name in named] if isinstance(named, list) and named else list(known.key)
    return key if all(name in workspace.slots for name in key) else []


def _guesses(found: Import, workspace: Workspace, incoming: Incoming, known: Known) -> list[Guess]:
    guesses = guess_columns(
        incoming.columns,
        workspace.columns,
        titles={name: facts.title for name, facts in facts_of(workspace).items() if facts.title != name},
        remembered=remembered_columns(workspace, known.component),
        chosen=_mapping(found.mapping),
    )
    shown_only = read_only_columns(workspace)
    return [replace(one, column=None, how=How.FIELD) if one.column in shown_only else one for one in guesses]


def read_only_columns(workspace: Workspace) -> set[str]:
    """Return the columns that tell what a file is, and which nobody writes."""
    return {name for name, facts in facts_of(workspace).items() if facts.is_read_only}


def _mapping(stored: Mapping[str, JsonValue]) -> dict[str, str | None]:
    return {header: column if isinstance(column, str) else None for header, column in stored.items()}


def _key(workspace: Workspace, known: Known, guesses: Sequence[Guess]) -> tuple[list[str], list[str]]:
    key = key_of_grid(workspace, known)
    if workspace.source.kind != Kind.RECORD_SET:
        return (key if {one.column for one in guesses}.issuperset(key) else []), []
    if not key:
        note = "No column tells rows apart here: a row is known again only where all its cells are the same."
        return [], [note]
    taken = {one.column for one in guesses}
    lacking = [name for name in key if name not in taken]
    if not lacking or any(one.how is How.MARK for one in guesses):
        return key if not lacking else [], []
    named = ", ".join(lacking)
    note = f"Rows are known by {named}, which is not in the file: without it, every row that is not there comes new."
    return [], [note]


def _checkout(found: Import, incoming: Incoming) -> Checkout | None:
    """Return what went out and now comes back; None for a table that never did. Raises WorkbookIsForeign."""
    if HEADER not in incoming.columns:
        return None
    place, number = incoming.columns.index(HEADER), None
    for tried, line in enumerate(incoming.lines()):
        if (mark := read_mark(line.texts[place])) is not None:
            number = mark[0]
        if number is not None or tried > _SOUGHT:
            break
    if number is None:
        return None
    checkout = Checkout.objects.select_related("handle", "source", "workspace").filter(pk=number).first()
    if checkout is None or checkout.handle is None or not checkout.handle.key:
        reason = "went out so long ago that its rows are not kept any more. Delete its last column and import it anew."
        raise WorkbookIsForeign(file=found.file_name, reason=reason)
    if checkout.source_id != found.workspace.source_id:
        here = found.workspace.source.public_id
        reason = f"was made of {checkout.source.public_id}, and this grid is of {here}: open that one's grid."
        raise WorkbookIsForeign(file=found.file_name, reason=reason)
    return checkout


def _notes(workspace: Workspace, checkout: Checkout | None) -> list[str]:
    if checkout is None:
        return []
    told = []
    if checkout.digest != workspace.digest:
        was, now = checkout.schema_id or "no schema", workspace.schema_id or "no schema"
        told.append(f"The workbook was made for {was}; the grid is judged by {now} now. Lists in it may be old.")
    lost = [name for name in checkout.columns if name not in workspace.slots]
    if lost:
        told.append(f"These columns of the workbook are not in the grid any more: {', '.join(lost)}.")
    return told


def _side(value: JsonValue) -> Side:
    return Side.MINE if value == Side.MINE.value else Side.THEIRS
