"""Which components come from which, in layers from left to right: what a picture of them needs. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.catalogue.page import ComponentPage, LinkPage

# A column that may name things of more components than this would cover the picture with lines: the table tells it.
_MOST_TARGETS = 4
# Layer, module, arrows, and the name of what must stand alone.
_Alike = tuple[int, str, frozenset[tuple[str, bool]], str]


@dataclass(frozen=True)
class Arrow:
    """That one component names another one's identifiers in a column; ``is_parent`` where it comes from it."""

    source: str
    target: str
    column: str
    is_parent: bool


@dataclass(frozen=True)
class Group:
    """Components of one module in one layer that are drawn as one box, for they have the same arrows."""

    components: tuple[ComponentPage, ...]
    layer: int

    @property
    def module(self) -> str:
        """The module of all of them."""
        return self.components[0].module


def arrows_of(pages: Sequence[ComponentPage]) -> list[Arrow]:
    """Return the arrows that a picture shows: no loops, and no way that leads over another component as well."""
    links = [link for page in pages for link in page.links if 0 < len(link.targets) <= _MOST_TARGETS]
    parents = _arrows(links, is_parent=True)
    named = {(one.source, one.target) for one in parents}
    others = [one for one in _arrows(links, is_parent=False) if (one.source, one.target) not in named]
    return [*_shortest(parents), *others]


def grouped(pages: Sequence[ComponentPage], arrows: Sequence[Arrow]) -> list[Group]:
    """Return the boxes of a picture. Components that nothing comes from stand together where they are alike."""
    layers = layers_of([page.name for page in pages], arrows)
    named = {one.target for one in arrows}
    found: dict[_Alike, list[ComponentPage]] = {}
    for page in pages:
        out = frozenset((one.target, one.is_parent) for one in arrows if one.source == page.name)
        own = page.name if page.name in named or not out else ""
        found.setdefault((layers[page.name], page.module, out, own), []).append(page)
    return [Group(tuple(sorted(group, key=lambda one: one.name)), key[0]) for key, group in found.items()]


def layers_of(names: Sequence[str], arrows: Sequence[Arrow]) -> dict[str, int]:
    """Return the layer of each component: one more than that of what it comes from.

    What comes from nothing, but is named by others, stands one layer before the first of them.
    """
    above = _targets(arrows, is_parent=True)
    for name, targets in _targets(arrows, is_parent=False).items():
        above.setdefault(name, targets)
    layers = {name: _depth(name, above, frozenset()) for name in names}
    for name in names:
        namers = [layers[one.source] for one in arrows if one.target == name and one.source != name]
        if not above.get(name) and namers:
            layers[name] = max(0, min(namers) - 1)
    return layers


def _arrows(links: Iterable[LinkPage], *, is_parent: bool) -> list[Arrow]:
    found = [
        Arrow(link.component, target, link.column, link.is_parent)
        for link in links
        for target in link.targets
        if link.is_parent is is_parent and target != link.component
    ]
    # Two columns between the same two are one arrow.
    return list({(one.source, one.target): one for one in reversed(found)}.values())[::-1]


def _shortest(arrows: Sequence[Arrow]) -> list[Arrow]:
    above = _targets(arrows, is_parent=True)
    return [one for one in arrows if not _leads_over(one, above)]


def _leads_over(arrow: Arrow, above: Mapping[str, Sequence[str]]) -> bool:
    """Return whether the target is reached over another one, too."""
    waiting = [name for name in above.get(arrow.source, ()) if name != arrow.target]
    seen = set(waiting) | {arrow.source}
    while waiting:
        for name in above.get(waiting.pop(), ()):
            if name == arrow.target:
                return True
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return False


def _depth(name: str, above: Mapping[str, Sequence[str]], passed: frozenset[str]) -> int:
    """Return how many steps the longest way up takes; a circle is left where it closes."""
    targets = [one for one in above.get(name, ()) if one not in passed and one != name]
    return max((1 + _depth(one, above, passed | {name}) for one in targets), default=0)


def _targets(arrows: Iterable[Arrow], *, is_parent: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in arrows:
        if one.is_parent is is_parent:
            found.setdefault(one.source, []).append(one.target)
    return found
