"""The columns of a grid over a folder: attributes of its component, between what is known of each file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.columns.reading import TEXT
from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import entity_id
from theatrum.repository.entities.kinds import STANDARD
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.folders.annotations import Readings, cell_of, list_cell_of
from theatrum.repository.grids.folders.knowledge import Shown
from theatrum.repository.grids.models import Workspace
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document


@dataclass(frozen=True, slots=True)
class Field:
    """A read-only column: what people see above it, and what it tells; an example says how wide it is."""

    name: str
    title: str
    help: str
    example: str = ""


_NAME = Field("name", "Name", "The name of the file.", "sample1_L001_R1.fastq.gz")
_PATH = Field("path", "Path", "Where the file is below the folder of this grid, with its name.", _NAME.example)
_LAST = (
    Field("format", "Format", "What the file is by its content, once it was looked at."),
    Field("size", "Size", "The size of the file, in bytes."),
    Field("md5", "MD5", "The checksum of the file, which the server computed."),
    Field("screening", "Screening", "Whether the file was looked through for what identifies a person."),
    Field("id", "Entity", "The id of the file here."),
)
FIELDS: Mapping[str, Field] = {field.name: field for field in (_NAME, _PATH, *_LAST)}


def readings_of(digest: str) -> Readings:
    """Return how cells are read, by attribute, of the schema with this hash; nothing where there is none."""
    try:
        return plan_for(compiled(digest)).readings if digest else {}
    except (Document.DoesNotExist, DomainError):
        return {}


def attributes_of(digest: str) -> list[str]:
    """Return the attributes of a component that are annotations, in its order."""
    try:
        properties = compiled(digest).schema.get("properties") if digest else None
    except (Document.DoesNotExist, DomainError):
        properties = None
    return [name for name in properties if name not in STANDARD] if isinstance(properties, dict) else []


def names_of(attributes: Sequence[str], *, is_nested: bool = True) -> list[str]:
    """Return the names of all columns, in order. An attribute that is called as a field takes its place.

    Where files are in folders of their own, what tells them apart stands in front.
    """
    taken = set(attributes)
    first, last = ((_NAME, _PATH), _LAST) if is_nested else ((_NAME,), (_PATH, *_LAST))
    before, after = ([field.name for field in part if field.name not in taken] for part in (first, last))
    return [*before, *attributes, *after]


def fields_of(workspace: Workspace) -> dict[int, Field]:
    """Return the read-only columns of a workspace over a folder, by slot."""
    attributes = set(attributes_of(workspace.digest))
    return {slot: FIELDS[name] for name, slot in workspace.slots.items() if name in FIELDS and name not in attributes}


def field_text(node: Node, field: str, *, path: str, shown: Shown) -> str | None:
    """Return a read-only cell. The handle of the current version is loaded."""
    handle = node.current.handle if node.current else None
    texts = {
        "id": entity_id(node.id),
        "name": node.name,
        "path": path,
        "size": str(handle.size) if handle else None,
        "md5": handle.md5 if handle else None,
        "format": shown.format,
        "screening": shown.screening,
    }
    return texts[field] or None


def annotation_text(node: Node, name: str, readings: Readings) -> str | None:
    """Return the cell of an annotation as it is stored."""
    stored = node.current.annotations.get(name) if node.current else None
    return list_cell_of(stored) if "array" in readings.get(name, TEXT).types else cell_of(stored)
