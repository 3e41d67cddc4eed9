"""What there is to be found in a version of the data model, with all names that it goes by."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.catalogue.hits import HitKind, Place
from theatrum.checks.catalogue.page import Choice
from theatrum.checks.catalogue.places import folders_of
from theatrum.checks.catalogue.vocabulary import choices, item_of, vocabulary_of
from theatrum.checks.model.imported import declared_properties
from theatrum.checks.model.schemas import bound_document
from theatrum.checks.profile.profile import Profile
from theatrum.checks.profile.vocabularies import Vocabulary
from theatrum.checks.report.phrases import permissible
from theatrum.kernel.jsontext import JsonObject


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be found: all its names, the best one first, and what is said about it."""

    kind: HitKind
    names: tuple[str, ...]
    places: tuple[Place, ...]
    about: str = ""
    label: str | None = None


def entries_of(profile: Profile, version: str) -> list[Entry]:
    """Return all entries: components, attributes, values, each in the order of the model. Raises ModelUnknown."""
    schemas = {name: bound_document(profile, name, version) for name in profile.models[version].components}
    return [*_components(profile, version), *_attributes(schemas), *_values(profile, version, schemas)]


def _components(profile: Profile, version: str) -> Iterator[Entry]:
    for name, one in profile.models[version].components.items():
        folders = (folder.path for folder in folders_of(profile, name))
        names = tuple(dict.fromkeys((name, one.published.name or name, *folders)))
        yield Entry("component", names, (Place(name),), one.about)


def _attributes(schemas: dict[str, JsonObject]) -> Iterator[Entry]:
    places: defaultdict[str, list[Place]] = defaultdict(list)
    about: dict[str, str] = {}
    for component, schema in schemas.items():
        for name, declared in declared_properties(schema).items():
            places[name].append(Place(component, name))
            said = declared.get("description") if isinstance(declared, dict) else None
            about.setdefault(name, str(said or "").strip())
    for name, found in places.items():
        yield Entry("attribute", (name,), tuple(found), about[name])


@dataclass(slots=True)
class _Values:
    """Values as they are gathered: equal lists of them once, with all places, and what vocabularies say of each."""

    lists: defaultdict[tuple[str, ...], list[Place]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, str] = field(default_factory=dict)
    synonyms: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    seen: set[str] = field(default_factory=set)

    def add(self, place: Place, listed: tuple[Choice, ...], vocabulary: Vocabulary | None) -> None:
        """Add the values of an attribute."""
        self.lists[tuple(one.value for one in listed)].append(place)
        if vocabulary is None or vocabulary.name in self.seen:
            return
        self.seen.add(vocabulary.name)
        self.labels |= {one.value: one.label for one in listed if one.label}
        for code, synonym in vocabulary.synonyms:
            self.synonyms[code][synonym] = None

    def places(self) -> dict[str, list[Place]]:
        """Return all places of each value."""
        found: defaultdict[str, list[Place]] = defaultdict(list)
        for values, places in self.lists.items():
            for value in values:
                found[value] += places
        return found


def _values(profile: Profile, version: str, schemas: dict[str, JsonObject]) -> Iterator[Entry]:
    gathered = _Values()
    for component, schema in schemas.items():
        for name, declared in declared_properties(schema).items():
            vocabulary = vocabulary_of(profile, component, name, version=version)
            listed = choices(permissible(item_of(schema, declared)) or [], vocabulary)
            gathered.add(Place(component, name), listed, vocabulary)
    for value, places in gathered.places().items():
        label = gathered.labels.get(value)
        names = (value, *((label,) if label else ()), *gathered.synonyms.get(value, ()))
        yield Entry("value", names, tuple(places), label=label)
