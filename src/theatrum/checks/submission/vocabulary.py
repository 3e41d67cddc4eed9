"""What folders and tables of each component are called: phrases, each with the components that it may mean."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from theatrum.checks.profile.discovery_shapes import Discovery
from theatrum.checks.profile.network_shapes import Leaf
from theatrum.checks.profile.profile import Model
from theatrum.checks.submission.words import key, runs, words

Components = frozenset[str]


@dataclass(frozen=True, slots=True)
class Sign:
    """What a folder or a name says: the components that it may mean, and the words that said it.

    ``is_leaf`` where the words are the whole path of a folder of the tree; ``below`` are the folders inside it.
    """

    components: Components
    said_by: str
    is_leaf: bool = False
    below: tuple[str, ...] = ()


class Vocabulary:
    """The phrases of a profile. One instance serves a whole submission, and remembers folders."""

    def __init__(self, leaves: Iterable[Leaf], model: Model, hints: Discovery) -> None:
        self._short = {short.casefold(): word for word, forms in hints.abbreviations.items() for short in forms}
        self._folders: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._leaves: set[str] = set()
        for leaf in leaves:
            self._add_leaf(leaf, hints)
        for name, component in model.components.items():
            self._add_names(name, [name, component.published.name or name])
        for name, others in hints.names.items():
            self._add_names(name, others)
        self.by_folder = lru_cache(maxsize=100_000)(self._by_folder)

    def by_name(self, name: str) -> Sign | None:
        """Return what a file name (without its ending) or the name of a sheet says."""
        parts = words(name, self._short)
        found = [(first, end, self._names[run]) for first, end, run in runs(parts[:40]) if run in self._names]
        found.sort(key=lambda match: (-len("".join(parts[match[0] : match[1]])), match[0]))
        components = _agreed(components for _, _, components in found)
        return Sign(components, name) if components else None

    def _by_folder(self, folder: str) -> Sign | None:
        """Return what a path of folders says; complete paths of the tree before parts, deep before shallow."""
        steps = folder.split("/")
        keys = [key(step, self._short) for step in steps]
        matches = [(first, end, run) for first, end, run in runs(keys[-12:]) if run in self._folders]
        matches.sort(key=lambda match: (match[2] not in self._leaves, match[0] - match[1], -match[1]))
        components = _agreed(self._folders[run] for _, _, run in matches)
        if not components:
            return None
        shown = steps[-12:]
        telling = [match for match in matches if self._folders[match[2]] >= components]
        first, end = min(match[0] for match in telling), max(match[1] for match in telling)
        is_leaf = any(match[2] in self._leaves for match in telling)
        return Sign(components, "/".join(shown[first:end]), is_leaf, tuple(shown[end:]))

    def _add_leaf(self, leaf: Leaf, hints: Discovery) -> None:
        steps = leaf.path.split("/")
        spellings = [self._spellings(step, hints.folders) for step in steps]
        for first in range(len(steps)):
            for end in range(first + 1, len(steps) + 1):
                self._add_part(leaf, spellings, first, end)
        self._add_names(leaf.component, [leaf.component])
        self._folders[key(leaf.component, self._short)].add(leaf.component)

    def _add_part(self, leaf: Leaf, spellings: list[list[str]], first: int, end: int) -> None:
        for spelling in product(*spellings[first:end]):
            phrase = "".join(spelling)
            self._folders[phrase].add(leaf.component)
            self._names[phrase].add(leaf.component)
            if first == 0 and end == len(spellings):
                self._leaves.add(phrase)

    def _add_names(self, component: str, names: Iterable[str]) -> None:
        for name in names:
            self._names[key(name, self._short)].add(component)

    def _spellings(self, step: str, others: Mapping[str, Iterable[str]]) -> list[str]:
        return list(dict.fromkeys(key(spelling, self._short) for spelling in (step, *others.get(step, ()))))


def _agreed(signs: Iterable[Iterable[str]]) -> Components:
    """Return what the strongest sign means, narrowed by each further one that does not contradict it."""
    agreed: Components = frozenset()
    for sign in _sets(signs):
        agreed = (agreed & sign or agreed) if agreed else sign
    return agreed


def _sets(signs: Iterable[Iterable[str]]) -> Iterator[Components]:
    return (frozenset(sign) for sign in signs)
