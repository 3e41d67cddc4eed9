"""What several pages of entities show in the same way: trails, badges, shares, problems."""

from dataclasses import dataclass

from django.urls import reverse

from theatrum.repository.entities.models import Kind, Node, Validation, Verdict
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.validation.queries import Counts

ICONS = {
    Kind.PROJECT: "project",
    Kind.FOLDER: "folder",
    Kind.FILE: "file",
    Kind.RECORD_SET: "records",
    Kind.LINK: "link",
}
KIND_WORDS = {
    Kind.PROJECT: "Project",
    Kind.FOLDER: "Folder",
    Kind.FILE: "File",
    Kind.RECORD_SET: "Record set",
    Kind.LINK: "Link",
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
    start: float
    width: float


def address(node: Node) -> str:
    """Return the address of an entity's page."""
    return reverse("entity", args=[node.public_id])


def trail(node: Node) -> list[tuple[str, str]]:
    """Return the breadcrumb down to an entity, without the root that nobody needs to see."""
    above = [(step.name, address(step)) for step in nodes.path_to(node)[1:]]
    return [("Projects", reverse("home")), *above]


def badge(validation: Validation | None, *, is_annotated: bool) -> Badge:
    """Return what to say of one file's verdict, in few words."""
    if validation is None:
        return Badge("unknown", "No schema")
    if validation.verdict == Verdict.VALID:
        return Badge("valid", "Valid")
    if validation.verdict == Verdict.INVALID:
        return Badge("invalid", "Invalid") if is_annotated else Badge("invalid", "Not annotated")
    return Badge("pending", "Being checked")


def counts_badge(counts: Counts) -> Badge | None:
    """Return the one badge that a container deserves; None for an empty one."""
    if counts.invalid:
        return Badge("invalid", f"{counts.invalid} invalid")
    if counts.unknown:
        return Badge("unknown", f"{counts.unknown} not checked")
    return Badge("valid", "All valid") if counts.valid else None


def shares(counts: Counts) -> list[Share]:
    """Return the stretches of the bar for some counts, from left to right."""
    found: list[Share] = []
    start = 0.0
    for state in ("valid", "invalid", "unknown"):
        width = 100.0 * getattr(counts, state) / counts.total if counts.total else 0.0
        found.append(Share(state, start, width))
        start += width
    return found


def shares_text(counts: Counts) -> str:
    """Say in words what the bar shows, for readers that do not see it."""
    return f"{counts.valid} valid, {counts.invalid} invalid, {counts.unknown} not checked of {counts.total}"
