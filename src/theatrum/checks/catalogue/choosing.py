"""The permissible values of one attribute, searched by code, label and synonym while somebody types."""

from collections import defaultdict
from collections.abc import Iterable

from theatrum.checks.catalogue.entries import Entry
from theatrum.checks.catalogue.hits import Hit, Place
from theatrum.checks.catalogue.page import Choice
from theatrum.checks.catalogue.searching import Index
from theatrum.checks.catalogue.vocabulary import choices, item_of, vocabulary_of
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.phrases import permissible
from theatrum.kernel.jsontext import JsonObject


class Choices:
    """All permissible values of an attribute, in their order, and a search over all their names."""

    def __init__(self, values: Iterable[Choice], synonyms: Iterable[tuple[str, str]] = (), *, place: Place) -> None:
        names: defaultdict[str, list[str]] = defaultdict(list)
        for code, name in synonyms:
            names[code].append(name)
        entries = [
            Entry("value", _distinct((one.value, one.label, *names.get(one.value, ()))), (place,), label=one.label)
            for one in values
        ]
        self._index = Index(entries, shortest_part=2)

    def __len__(self) -> int:
        return len(self._index.entries)

    def search(self, term: str, *, limit: int) -> list[Hit]:
        """Return the values that fit a term, best first; the first ones for a term without a letter or digit."""
        if any(sign.isalnum() for sign in term):
            return self._index.search(term, limit=limit)
        shown = self._index.entries[:limit]
        return [Hit("value", "exact", one.names[0], one.places, one.names[0], one.label) for one in shown]


def choices_in(
    schema: JsonObject, attribute: str, *, profile: Profile, component: str | None, version: str | None
) -> Choices | None:
    """Return the permissible values of an attribute of a schema, or of its items; None where it takes others too.

    What they mean says the vocabulary of the profile's component, where it is one. Takes a tenth of a second for
    twenty thousand values: keep them.
    """
    properties = schema.get("properties")
    declared = properties.get(attribute) if isinstance(properties, dict) else None
    values = permissible(item_of(schema, declared)) or []
    vocabulary = None
    if component is not None and version is not None:
        vocabulary = vocabulary_of(profile, component, attribute, version=version)
    synonyms = vocabulary.synonyms if vocabulary else ()
    place = Place(component or "", attribute)
    return Choices(choices(values, vocabulary), synonyms, place=place) if values else None


def _distinct(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
