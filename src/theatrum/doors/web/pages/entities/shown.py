"""What several pages of entities show in the same way: trails, badges, shares, the component in force."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from theatrum.checks.report.numbers import counted
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node, Validation, Verdict
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.validation.bound import BoundSchema
from theatrum.repository.entities.validation.queries import Counts

ICONS = {
    Kind.PROJECT: "project",
    Kind.FOLDER: "folder",
    Kind.FILE: "file",
    Kind.RECORD_SET: "records",
    Kind.LINK: "link",
    Kind.TABLE: "records",
    Kind.ENTITY_VIEW: "records",
}
KIND_WORDS = {
    Kind.PROJECT: "Project",
    Kind.FOLDER: "Folder",
    Kind.FILE: "File",
    Kind.RECORD_SET: "Record set",
    Kind.LINK: "Link",
    Kind.TABLE: "Table",
    Kind.ENTITY_VIEW: "View",
}


@dataclass(frozen=True)
class Badge:
    """A status badge: one of the design's four states, and the words in it."""

    state: str
    text: str


@dataclass(frozen=True)
class Share:
    """One stretch of the bar that shows counts: from ``start``, ``width`` long, both in percent."""

    state: str
    start: str
    width: str


@dataclass(frozen=True)
class Bar:
    """The small picture of some counts, and the same in words."""

    shares: list[Share]
    text: str


@dataclass(frozen=True)
class Component:
    """The component that describes what is in a place, and where it was bound."""

    name: str
    version: str
    bound_at: str


def address(node: Node) -> str:
    """Return the address of an entity's page."""
    return reverse("entity", args=[node.public_id])


def icon(node: Node) -> str:
    """Return the name of the icon of an entity's kind."""
    return ICONS[Kind(node.kind)]


def kind_word(node: Node) -> str:
    """Return what people call an entity's kind."""
    return KIND_WORDS[Kind(node.kind)]


def trail(path: Sequence[Node]) -> list[tuple[str, str]]:
    """Return the breadcrumb of a path, which begins below the root."""
    return [("Projects", reverse("home")), *((step.name, address(step)) for step in path)]


def frame(actor: Actor, node: Node, path: Sequence[Node] | None = None) -> dict[str, object]:
    """Return what the head of every page about an entity shows; above it, only what the actor may read."""
    steps = nodes.readable_path(actor, node) if path is None else path
    return {"node": node, "kind": kind_word(node), "icon": icon(node), "trail": trail(steps)}


def component(bound: BoundSchema | None, path: Sequence[Node]) -> Component | None:
    """Return the component in force, in words; ``path`` leads down to the place."""
    if bound is None:
        return None
    named = {step.id: step.name for step in path}
    return Component(
        name=bound.schema_id.name,
        version=bound.schema_id.version or "",
        bound_at="" if path and bound.bound_to == path[-1].id else named.get(bound.bound_to, ""),
    )


def badge(validation: Validation | None, *, is_annotated: bool) -> Badge:
    """Return what to say of one file's verdict, in few words."""
    if validation is None:
        return Badge("unknown", "Not checked")
    if validation.verdict == Verdict.VALID:
        return Badge("valid", "Valid")
    if validation.verdict == Verdict.INVALID:
        return Badge("invalid", "Invalid") if is_annotated else Badge("invalid", "Not annotated")
    return Badge("pending", "Being checked")


def rows_badge(validation: Validation | None, counts: tuple[int, int] | None) -> Badge:
    """Return what to say of a record set in few words; ``counts`` are its invalid rows and all of them."""
    found = badge(validation, is_annotated=True)
    if found.state == "valid" and counts is not None and not counts[1]:
        return Badge("unknown", "No rows yet")
    if found.state != "invalid" or counts is None or not counts[0]:
        return found
    invalid, rows = counts
    return Badge("invalid", f"Invalid: {invalid:,} of {counted(rows, 'row')}")


def counts_badge(counts: Counts) -> Badge | None:
    """Return the one badge that a container deserves; None for an empty one."""
    if counts.invalid:
        return Badge("invalid", f"{counts.invalid} invalid")
    if counts.unknown:
        return Badge("unknown", f"{counts.unknown} not checked")
    if counts.excepted:
        return Badge("unknown", f"{counts.excepted} excepted")
    return Badge("valid", "All valid") if counts.valid else None


def count_badges(counts: Counts) -> list[Badge]:
    """Return a badge for each verdict that occurs."""
    worded = (("valid", counts.valid, "valid"), ("invalid", counts.invalid, "invalid"))
    other = (("unknown", counts.excepted, "excepted"), ("unknown", counts.unknown, "not checked"))
    return [Badge(state, f"{number} {text}") for state, number, text in (*worded, *other) if number]


def bar(counts: Counts) -> Bar:
    """Return the picture of some counts, from left to right."""
    found: list[Share] = []
    start = 0.0
    for state in ("valid", "excepted", "invalid", "unknown"):
        width = 100.0 * getattr(counts, state) / counts.total if counts.total else 0.0
        # Text, not numbers: no locale may put a comma into an SVG.
        found.append(Share(state, f"{start:.2f}", f"{width:.2f}"))
        start += width
    excepted = f"{counts.excepted} excepted, " if counts.excepted else ""
    text = f"{counts.valid} valid, {excepted}{counts.invalid} invalid, {counts.unknown} not checked of {counts.total}"
    return Bar(found, text)
