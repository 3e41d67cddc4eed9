"""The manifest of a download list: a CSV with a row for each file, its facts first, then its annotations.

It is made as it is stored: the list is read twice, once for the names of the annotations, once for the rows.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from theatrum.drivers import installation
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.downloads.errors import DescriptorIsInvalid
from theatrum.repository.downloads.queries import Available
from theatrum.repository.entities.models import Validation

# The names and order that clients know.
FACTS = (
    "ID",
    "name",
    "versionNumber",
    "contentType",
    "dataFileSizeBytes",
    "createdBy",
    "createdOn",
    "modifiedBy",
    "modifiedOn",
    "parentId",
    "synapseURL",
    "dataFileMD5Hex",
)
_TAB = "\t"
_LINES = 500

# Gives the files of the manifest anew, each time it is called.
Source = Callable[[], Iterable[Available]]


@dataclass(frozen=True)
class Dialect:
    """The form of a CSV. Without ``escape`` a quotation mark in a cell is doubled."""

    separator: str = ","
    quote: str = '"'
    escape: str = ""
    line_end: str = "\n"
    has_header: bool = True

    @property
    def extension(self) -> str:
        """What such a file's name ends with."""
        return "tsv" if self.separator == _TAB else "csv"

    @property
    def content_type(self) -> str:
        """What such a file is."""
        return "text/tab-separated-values" if self.separator == _TAB else "text/csv"


def valid_dialect(dialect: Dialect) -> Dialect:
    """Return the form if a CSV can have it. Raises DescriptorIsInvalid."""
    named = {"separator": dialect.separator, "quoteCharacter": dialect.quote, "escapeCharacter": dialect.escape}
    for name, value in named.items():
        if len(value) > 1 or (not value and name != "escapeCharacter") or value in {"\r", "\n"}:
            raise DescriptorIsInvalid(reason=f"CsvTableDescriptor.{name} must be exactly one character.")
    if dialect.line_end not in {"\n", "\r\n", "\r"}:
        raise DescriptorIsInvalid(reason="CsvTableDescriptor.lineEnd must be a line feed, a carriage return or both.")
    if dialect.separator in {dialect.quote, dialect.escape}:
        raise DescriptorIsInvalid(reason="CsvTableDescriptor.separator must differ from the other characters.")
    return dialect


def written(source: Source, dialect: Dialect) -> Iterator[bytes]:
    """Yield the bytes of the manifest."""
    names = sorted({name for one in with_annotations(source()) for name in one[1]} - set(FACTS))
    text, doubles = StringIO(newline=""), dialect.escape in {"", dialect.quote}
    writer = csv.writer(
        text,
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        escapechar=None if doubles else dialect.escape,
        doublequote=doubles,
        lineterminator=dialect.line_end,
        quoting=csv.QUOTE_ALL,
    )
    if dialect.has_header:
        writer.writerow([*FACTS, *names])
    for count, (one, annotations) in enumerate(with_annotations(source()), start=1):
        writer.writerow([*_facts(one), *(_cell(annotations.get(name)) for name in names)])
        if count % _LINES == 0:
            yield _taken(text)
    yield _taken(text)


def with_annotations(files: Iterable[Available]) -> Iterator[tuple[Available, Mapping[str, JsonValue]]]:
    """Yield each file with its annotations; with the derived ones where the current version is listed as such."""
    batch: list[Available] = []
    for one in files:
        batch.append(one)
        if len(batch) == _LINES:
            yield from _batch(batch)
            batch = []
    yield from _batch(batch)


def _batch(files: Sequence[Available]) -> Iterator[tuple[Available, Mapping[str, JsonValue]]]:
    current = [one.node.pk for one in files if one.item.version_id is None]
    found = Validation.objects.filter(node_id__in=current).exclude(derived={})
    derived: dict[int, JsonObject] = dict(found.values_list("node_id", "derived"))
    for one in files:
        also = derived.get(one.node.pk, {}) if one.item.version_id is None else {}
        yield one, {**also, **one.version.annotations}


def _facts(one: Available) -> list[object]:
    node, version, handle = one.node, one.version, one.handle
    return [
        node.public_id,
        node.name,
        version.number,
        handle.content_type,
        handle.size,
        node.created_by,
        round(node.created_on.timestamp() * 1000),
        version.modified_by,
        round(version.modified_on.timestamp() * 1000),
        entity_id(node.parent_id or 0),
        f"{installation.settings().base_url}/entities/{node.public_id}?version={version.number}",
        handle.md5,
    ]


def _cell(annotation: JsonValue) -> str:
    values = annotation.get("value") if isinstance(annotation, dict) else None
    texts = [str(value) for value in values] if isinstance(values, list) else []
    if len(texts) <= 1:
        return "".join(texts)
    # As manifests of Synapse's clients write lists.
    return f"[{', '.join(_quoted(text) for text in texts)}]"


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text


def _taken(text: StringIO) -> bytes:
    content = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return content
