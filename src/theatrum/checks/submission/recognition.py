"""Tells which component a table is, from where it lies, what it is called and what its headers are."""

from collections.abc import Collection, Sequence

from theatrum.checks.profile.discovery_shapes import Discovery
from theatrum.checks.profile.network_shapes import Leaf
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.errors import UnknownComponent, choice
from theatrum.checks.submission.found import Confidence, Conflict, Guess
from theatrum.checks.submission.headers import HeaderIndex, Score
from theatrum.checks.submission.vocabulary import Sign, Vocabulary
from theatrum.checks.submission.words import key

# Headers fit a component well enough to say so without a folder or a name.
_FITS = 0.45
# Among components that folder or name allow, less will do.
_NARROWED = 0.15
# Headers contradict folder and name when they fit another component so much better.
_CONTRADICTS = 2.0
# Headers fit so little that a table known by its first column is meant, whatever its name.
_SLIGHT = 0.1
# As many of the columns that all components of files share make a table one of metadata.
_SHARED = 2


class Recogniser:
    """Recognises tables of one version of a profile's model. Make one for a submission."""

    def __init__(self, profile: Profile, version: str, hints: Discovery) -> None:
        model = profile.models[version]
        self.leaves = tuple(leaf for tree in profile.trees.values() for leaf in tree)
        self.kinds = {leaf.component: leaf.kind for leaf in self.leaves}
        self.kinds |= {name: component.kind for name, component in model.components.items()}
        self.modelled = frozenset(model.components)
        self.vocabulary = Vocabulary(self.leaves, model, hints)
        self.left_out = hints.left_out
        self._hints = hints
        modelled = [one for name, one in model.components.items() if name not in hints.first_columns]
        self._headers = HeaderIndex(modelled, profile.overlay)
        of_files = [name for name, component in model.components.items() if component.kind == "file"]
        self._of_files = self._headers.shared(of_files)
        self._by_key = {key(name): name for name in self.kinds}
        self._columns = frozenset(map(key, hints.component_columns))
        self._words = frozenset(key(word) for word in hints.table_words)

    def named(self, component: str) -> str:
        """Return a component by its name in any spelling. Raises UnknownComponent."""
        known = self._component(component)
        if known is None:
            raise UnknownComponent(name=component, fix=choice(component, self.kinds))
        return known

    def leaf(self, component: str | None) -> Leaf | None:
        """Return the folder of a component."""
        return next((leaf for leaf in self.leaves if leaf.component == component), None)

    def recognise(
        self,
        headers: Sequence[str],
        *,
        name: str,
        folder: str = "",
        sheet: str | None = None,
        first_row: Sequence[str | None] = (),
    ) -> Guess:
        """Say which component a table is. ``name`` is the file's, ``folder`` its path, with ``/``."""
        place = self.vocabulary.by_folder(folder) if folder else None
        return self.judge(headers, name=name, place=place, sheet=sheet, first_row=first_row)

    def judge(
        self,
        headers: Sequence[str],
        *,
        name: str,
        place: Sign | None,
        sheet: str | None = None,
        first_row: Sequence[str | None] = (),
    ) -> Guess:
        """Say which component a table is, its folder being judged already."""
        scores = self._headers.scores(headers)
        said = self._by_column(headers, first_row)
        if said:
            return self._settled(said, f"by column {self._column(headers)}", scores)
        called, how_called = self._called(name, sheet)
        guess = self._weighed(_stated(place, called, how_called), scores)
        is_placed = place is not None and len(place.components) == 1
        if is_placed or self._fit(guess.component, scores) >= _SLIGHT:
            return guess
        return self._by_first_column(headers) or guess

    def shares(self, headers: Sequence[str], component: str) -> bool:
        """Say whether a table has any attribute of a component."""
        return any(score.component == component for score in self._headers.scores(headers))

    def is_metadata(self, headers: Sequence[str], name: str) -> bool:
        """Say whether a table in a folder of files describes files, rather than being one of them."""
        keys = set(map(key, headers))
        if len(keys & self._of_files) >= min(_SHARED, len(self._of_files)):
            return True
        best = next(iter(self._headers.scores(headers)), None)
        return bool(best and best.fit >= _FITS) or any(word in key(_base(name)) for word in self._words)

    def _called(self, name: str, sheet: str | None) -> tuple[Sign | None, str]:
        by_sheet = self.vocabulary.by_name(sheet) if sheet else None
        if by_sheet:
            return by_sheet, f"by sheet {sheet}"
        return self.vocabulary.by_name(_base(name)), f"by name {name}"

    def _weighed(self, stated: tuple[Collection[str], str], scores: Sequence[Score]) -> Guess:
        components, how = stated
        if len(components) == 1:
            return self._settled(next(iter(components)), how, scores)
        return self._by_headers(components, how, scores)

    def _settled(self, component: str, how: str, scores: Sequence[Score]) -> Guess:
        """Take what was said, unless the headers plainly say something else."""
        best = scores[0] if scores else None
        own = self._fit(component, scores)
        if best and best.component != component and best.fit >= _FITS and best.fit > own * _CONTRADICTS:
            conflict = Conflict(said=component, how_said=how, headers=_by_headers(best))
            return Guess(
                component=best.component, how=_by_headers(best), confidence=Confidence.GUESS, conflict=conflict
            )
        return Guess(component=component, how=how, confidence=Confidence.CLEAR)

    def _by_headers(self, allowed: Collection[str], how: str, scores: Sequence[Score]) -> Guess:
        fitting = self._fitting(allowed, scores)
        if len(fitting) == 1:
            best = fitting[0]
            said = f"{how} and {_by_headers(best)}" if how else _by_headers(best)
            return Guess(component=best.component, how=said, confidence=Confidence.CLEAR)
        if fitting:
            return Guess(candidates=tuple(score.component for score in fitting), how=how or "by headers")
        if allowed and scores and scores[0].fit >= _FITS:
            best = scores[0]
            conflict = Conflict(said=" or ".join(sorted(allowed)), how_said=how, headers=_by_headers(best))
            return Guess(component=best.component, how=_by_headers(best), conflict=conflict)
        return Guess()

    @staticmethod
    def _fitting(allowed: Collection[str], scores: Sequence[Score]) -> list[Score]:
        """Return the component that headers fit best, with those that they fit as well."""
        least = _NARROWED if allowed else _FITS
        possible = [score for score in scores if not allowed or score.component in allowed]
        return [score for score in possible if possible[0].fit >= least and score.rivals(possible[0])]

    @staticmethod
    def _fit(component: str | None, scores: Sequence[Score]) -> float:
        return next((score.fit for score in scores if score.component == component), 0.0)

    def _by_first_column(self, headers: Sequence[str]) -> Guess | None:
        first = key(headers[0]) if headers else ""
        for component, names in self._hints.first_columns.items():
            if first and first in map(key, names):
                return Guess(component=component, how=f"by its first column {headers[0]}")
        return None

    def _column(self, headers: Sequence[str]) -> str:
        return next((header for header in headers if key(header) in self._columns), "")

    def _by_column(self, headers: Sequence[str], first_row: Sequence[str | None]) -> str | None:
        for header, cell in zip(headers, first_row, strict=False):
            if key(header) in self._columns and cell:
                return self._component(cell)
        return None

    def _component(self, name: str) -> str | None:
        sign = self._by_key.get(key(name))
        called = self.vocabulary.by_name(name) if sign is None else None
        return sign or (next(iter(called.components)) if called and len(called.components) == 1 else None)


def _stated(place: Sign | None, called: Sign | None, how_called: str) -> tuple[frozenset[str], str]:
    if place and called:
        both = place.components & called.components
        if both and both != place.components:
            return both, f"by folder {place.said_by}" if len(place.components) == 1 else how_called
        return place.components, f"by folder {place.said_by}"
    if place:
        return place.components, f"by folder {place.said_by}"
    return (called.components, how_called) if called else (frozenset(), "")


def _by_headers(score: Score) -> str:
    return f"by headers: {len(score.matched)} of {score.columns} columns"


def _base(name: str) -> str:
    return name.rpartition("/")[2]
