"""The fields of the form for several files, with what is wrong in how many of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.doors.web.pages.entities import problems, shown
from theatrum.doors.web.pages.entities.annotate import fields
from theatrum.doors.web.pages.entities.annotate.attributes import Attribute
from theatrum.doors.web.pages.entities.annotate.batch import Batch
from theatrum.doors.web.pages.entities.annotate.batch_posted import EACH, Before, Sent
from theatrum.doors.web.pages.entities.annotate.typing_in import Texts
from theatrum.repository.entities.models import Node

_NAMED = 3


@dataclass(frozen=True)
class SharedProblem:
    """One thing to mend, and in which of the files."""

    message: str
    fix: str
    files: str


@dataclass(frozen=True)
class Cell:
    """The field of one attribute for one file alone."""

    key: str
    name: str
    text: str
    is_filled: bool
    problems: Sequence[problems.Problem]

    @property
    def id(self) -> str:
        """The id of its element."""
        return fields.element_id(self.key)


@dataclass(frozen=True)
class Sheet:
    """What is asked for one file alone, and what it is worth now."""

    node: Node
    badge: shown.Badge
    cells: list[Cell]


def values(batch: Batch, before: Before, sent: Sent | None) -> dict[str, object]:
    """Return the values for ``entities/annotate_several.html``."""
    found = {node.id: _problems(node) for node in batch.nodes}
    apart = batch.apart()
    known = [
        _shared(batch, one, before, sent, _gathered(batch, one.name, found))
        for one in batch.attributes.values()
        if not batch.is_filled(one.name)
    ]
    extra = [
        fields.unknown(
            name, _text(batch, name, sent), problems=_gathered(batch, name, found), differs=_differs(batch, name)
        )
        for name in batch.names()
        if name not in batch.attributes
    ]
    return {
        "required": [one for one in known if _is_required(one)],
        "optional": [one for one in known if not _is_required(one)],
        "extra": extra,
        "sheets": [_sheet(batch, node, apart, sent, found[node.id]) for node in batch.nodes],
        "apart": apart,
    }


def _shared(
    batch: Batch, one: Attribute, before: Before, sent: Sent | None, wrong: Sequence[SharedProblem]
) -> fields.Field:
    differs = len({tuple(stored.get(one.name, ())) for stored in batch.stored.values()})
    was_mixed = before.shared.get(one.name, ()) is None
    text = _text(batch, one.name, sent)
    return fields.field(one, text, problems=wrong, differs=max(differs, 2) if was_mixed else 0)


def _text(batch: Batch, name: str, sent: Sent | None) -> Texts:
    if sent is not None and name in sent.shared:
        return sent.shared[name]
    return batch.shared(name) or ()


def _differs(batch: Batch, name: str) -> int:
    return batch.differing(name) if batch.shared(name) is None else 0


def _is_required(one: fields.Field) -> bool:
    return bool(one.attribute and one.attribute.is_required)


def _problems(node: Node) -> list[problems.Problem]:
    """A file that nobody has annotated yet is not blamed for it."""
    is_annotated = bool(node.current and node.current.annotations)
    return problems.problems(getattr(node, "validation", None)) if is_annotated else []


def _gathered(batch: Batch, name: str, found: dict[int, list[problems.Problem]]) -> list[SharedProblem]:
    where: dict[tuple[str, str], list[str]] = {}
    for node in batch.nodes:
        for problem in (fields.beside(one, batch.attributes.get(name)) for one in found[node.id] if one.where == name):
            where.setdefault((problem.message, problem.fix), []).append(node.name)
    return [SharedProblem(message, fix, _files(names, len(batch.nodes))) for (message, fix), names in where.items()]


def _files(names: Sequence[str], total: int) -> str:
    if len(names) == total:
        return "in all files"
    return f"in {', '.join(names)}" if len(names) <= _NAMED else f"in {len(names)} of {total} files"


def _sheet(
    batch: Batch, node: Node, apart: Sequence[Attribute], sent: Sent | None, wrong: Sequence[problems.Problem]
) -> Sheet:
    is_annotated = bool(node.current and node.current.annotations)
    badge = shown.badge(getattr(node, "validation", None), is_annotated=is_annotated)
    return Sheet(node, badge, [_cell(batch, node, one.name, sent, wrong) for one in apart])


def _cell(batch: Batch, node: Node, name: str, sent: Sent | None, wrong: Sequence[problems.Problem]) -> Cell:
    key = f"{name}.{node.public_id}"
    stored = batch.stored[node.id].get(name, ())
    filled = batch.filled[node.id].get(name, "")
    is_filled = bool(filled and not stored and sent is None)
    texts = sent.apart.get(key, stored) if sent else (stored or ((filled,) if filled else ()))
    told = [fields.beside(one, batch.attributes.get(name)) for one in wrong if one.where == name]
    return Cell(f"{EACH}{key}", name, "".join(texts[:1]), is_filled, told)
