"""Texts that may identify a person: a room above says which are never stored, and which wait for a reviewer.

It is asked in drafts, outside of any transaction: annotations, names, cells of tables that come as JSON. Files are
screened once they have come.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from theatrum.checks.findings import Finding
from theatrum.kernel.hooks import Hooks
from theatrum.repository.entities.errors import TextIdentifies

# By the key of an annotation, the name of a column, or what is named.
Texts = Mapping[str, Collection[str]]


class Place(StrEnum):
    """Where texts stand."""

    CELLS = "cells"
    NAMES = "names"
    # Sentences of people about things, in which a day need not be of a person.
    TEXTS = "texts"
    # What people write to each other: beside days the addresses of pages and of mail may stand.
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in a text, without the text: class, and shape of what is of it. A refused one is never stored.

    ``reason`` says what it is and what to do about it; ``findings`` are told of what has the text.
    """

    code: str
    reason: str
    shape: str
    is_refused: bool
    findings: Sequence[Finding] = ()


# Gets texts, where they stand, and the id of the schema that holds, empty where none does. Returns what was seen by
# key and text; of texts in which nothing stands, nothing.
Screen = Callable[[Texts, Place, str], Mapping[str, Mapping[str, Seen]]]

_screens = Hooks[Screen]()
# Let a room look at texts before they are stored, and let it do so no more.
register, unregister = _screens.register, _screens.unregister


def is_asked() -> bool:
    """Tell whether any room looks at texts."""
    return bool(_screens)


def seen_in(texts: Texts, place: Place, schema_id: str = "") -> dict[str, dict[str, Seen]]:
    """Return what stands in texts, by key and text."""
    found: dict[str, dict[str, Seen]] = {}
    for screen in _screens if texts else ():
        for key, by_text in screen(texts, place, schema_id).items():
            found.setdefault(key, {}).update(by_text)
    return found


def require_clean(texts: Texts, place: Place, schema_id: str = "") -> None:
    """Return quietly if all of some texts may be stored. Raises TextIdentifies, which names place and class."""
    for _, _, seen in refused_in(texts, place, schema_id):
        raise TextIdentifies(where="", reason=seen.reason)


def refused_in(texts: Texts, place: Place, schema_id: str = "") -> Iterator[tuple[str, str, Seen]]:
    """Yield key and text of what may not be stored, with what was seen."""
    for key, by_text in seen_in(texts, place, schema_id).items():
        for text, seen in by_text.items():
            if seen.is_refused:
                yield key, text, seen


def texts_of(annotations: Mapping[str, Mapping[str, object]]) -> dict[str, list[str]]:
    """Return the texts of annotations in their stored form, by key; numbers and times are none."""
    found: dict[str, list[str]] = {}
    for key, annotation in annotations.items():
        values = annotation.get("value")
        if annotation.get("type") == "STRING" and isinstance(values, list):
            found[key] = [str(value) for value in values]
    return found


def new_texts(
    annotations: Mapping[str, Mapping[str, object]], present: Mapping[str, Mapping[str, object]]
) -> dict[str, list[str]]:
    """Return the texts of annotations that do not stand under the same key already."""
    known = texts_of(present)
    found = {
        key: [text for text in texts if text not in known.get(key, ())] for key, texts in texts_of(annotations).items()
    }
    return {key: texts for key, texts in found.items() if texts}
