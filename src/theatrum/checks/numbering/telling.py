"""What a given text is: an identifier in words, or what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from theatrum.checks.numbering.counting import numbered_kinds
from theatrum.checks.profile.identifiers import Identifier
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.identifiers import misread


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: a code as findings have it, what to do, and the exact text to write where that is known."""

    code: str
    message: str
    fix: str
    suggestion: str | None = None
    requirement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A text, and what it is. ``kind`` is None for what is no identifier."""

    text: str
    kind: str | None = None
    kind_name: str | None = None
    center: str | None = None
    center_name: str | None = None
    participant: str | None = None
    is_pooled: bool = False
    is_external: bool = False
    problems: tuple[Problem, ...] = ()

    def sentence(self) -> str:
        """Say in a line what it is; empty for what is no identifier."""
        if self.kind is None:
            return ""
        words = [self.kind_name or self.kind]
        if self.center:
            words.append(f"of {self.center}" + (f" ({self.center_name})" if self.center_name else ""))
        if self.is_pooled:
            words.append("for material of several participants at once")
        elif self.is_external:
            words.append("of an external control or blank, without clinical records")
        elif self.participant and self.participant != self.text:
            words.append(f"under participant {self.participant}")
        return " ".join(words)


class Teller:
    """Tells identifiers of a consortium. ``center`` is that of who asks: ids of others are told then."""

    def __init__(self, profile: Profile, center: str | None = None) -> None:
        self._identifiers = profile.overlay.identifiers
        self._centers: Mapping[str, str] = {one.id: one.name for one in profile.centers.values()}
        self._own = center

    def tell(self, text: str) -> Told:
        """Say what a text is."""
        found = self._identifiers.forms.parse(text)
        if found is None:
            return Told(text=text, problems=(self._misread(text),))
        return Told(
            text=text,
            kind=found.kind,
            kind_name=self._identifiers.kind(found.kind).name,
            center=found.center,
            center_name=self._centers.get(found.center or ""),
            participant=found.participant,
            is_pooled=found.is_pooled,
            is_external=found.is_external,
            problems=tuple(self._of_center(found)),
        )

    def _of_center(self, found: Identifier) -> Iterator[Problem]:
        center = found.center
        if center is None:
            return
        if center not in self._centers:
            message, fix = f"There is no center {center}.", f"Use one of {', '.join(self._centers)}."
            yield Problem("identifier.unregistered", message, fix, None, self._identifiers.registered_requirement)
        elif self._own and center != self._own:
            message = f"It is of {center}, and not of your center {self._own}."
            fix = f"Begin your own identifiers with {self._own}."
            yield Problem("identifier.other_center", message, fix, None, self._identifiers.own_requirement)

    def _misread(self, text: str) -> Problem:
        told = misread(self._identifiers, self._numbered, text)
        suggestion = told.suggestions[0] if told.suggestions else None
        return Problem(told.code, told.message, told.fix or "", suggestion, told.requirement)

    @cached_property
    def _numbered(self) -> tuple[str, ...]:
        """The kinds that centers give themselves."""
        return numbered_kinds(self._identifiers)
