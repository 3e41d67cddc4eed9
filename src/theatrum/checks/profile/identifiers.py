"""Identifiers of a consortium in use: told apart, taken apart, and made."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PARTICIPANT = "participant"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_PARTS = {"center": "[A-Za-z0-9]+", "slot": "[A-Za-z0-9]+", "number": "[0-9]+"}


@dataclass(frozen=True, slots=True)
class Identifier:
    """A well-formed identifier, taken apart.

    ``parts`` holds its center, slot and number, as far as its kind has them, and the identifiers of other kinds that
    it begins with: a biospecimen's ``participant``. A participant's own ``participant`` is the whole text.
    """

    text: str
    kind: str
    parts: Mapping[str, str]
    is_pooled: bool
    is_external: bool

    @property
    def center(self) -> str | None:
        """The id of the center it belongs to."""
        return self.parts.get("center")

    @property
    def participant(self) -> str | None:
        """The participant whose identifier it begins with, which may be a pool or an external one."""
        return self.parts.get(PARTICIPANT)


class IdentifierForms:
    """The kinds of identifiers of an overlay, compiled: ``overlay.identifiers.forms``.

    ``patterns`` and ``templates`` are those of each kind; ``pooled`` and ``external`` what may stand in the place of a
    participant.
    """

    def __init__(
        self,
        *,
        patterns: Mapping[str, str],
        templates: Mapping[str, str],
        pooled: str | None = None,
        external: str | None = None,
    ) -> None:
        self._patterns = {kind: re.compile(pattern, re.ASCII) for kind, pattern in patterns.items()}
        self._templates = templates
        self._parts = {kind: re.compile(self.parts_pattern(kind)) for kind in patterns}
        self.pooled_slot = pooled
        self._external_slot = external
        self._external = re.compile(re.escape(external).replace(r"\{number\}", "[0-9]+")) if external else None

    def kind_of(self, text: str) -> str | None:
        """Return the kind that the whole text is an identifier of; the first one, None where there is none."""
        return next((kind for kind, pattern in self._patterns.items() if pattern.fullmatch(text)), None)

    def is_a(self, kind: str, text: str) -> bool:
        """Return whether the whole text is an identifier of this kind."""
        return self._patterns[kind].fullmatch(text) is not None

    def parse(self, text: str) -> Identifier | None:
        """Take an identifier apart; None where it is none."""
        kind = self.kind_of(text)
        match = self._parts[kind].fullmatch(text) if kind else None
        if kind is None or match is None:
            return None
        parts = {name: part for name, part in match.groupdict().items() if part is not None}
        slot = parts.get("slot", "")
        is_external = self._external is not None and self._external.fullmatch(slot) is not None
        whole = {PARTICIPANT: text} if kind == PARTICIPANT else {}
        return Identifier(text, kind, parts | whole, slot == self.pooled_slot, is_external)

    def parts_pattern(self, kind: str) -> str:
        """Return a regular expression with named groups that takes identifiers of a kind apart.

        It has no look-around, so that Rust's and Python's engines take it alike. It is looser than the kind's own
        pattern: to be used on what is known to be well-formed.
        """
        return "^" + "".join(self._groups(self._templates[kind])) + "$"

    def _groups(self, template: str) -> Iterator[str]:
        for index, piece in enumerate(_PLACEHOLDER.split(template)):
            if index % 2 == 0:
                yield re.escape(piece)
            elif piece in _PARTS:
                yield f"(?P<{piece}>{_PARTS[piece]})"
            else:
                yield f"(?P<{piece}>{''.join(self._groups(self._templates[piece]))})"

    def write(self, kind: str, **parts: str | int) -> str:
        """Make an identifier from its parts, such as ``write("biospecimen", center="HTA201", slot=12, number=3)``.

        An identifier that it begins with can be given as a whole: ``write("biospecimen", participant=..., number=3)``.
        Raises KeyError for a part that is missing.
        """
        return self._written(self._templates[kind], parts)

    def _written(self, template: str, parts: Mapping[str, str | int]) -> str:
        def part(match: re.Match[str]) -> str:
            name = match[1]
            whole = name in parts or name in _PARTS
            return str(parts[name]) if whole else self._written(self._templates[name], parts)

        return _PLACEHOLDER.sub(part, template)

    def external_slot(self, number: int) -> str | None:
        """Return what stands for the participant in identifiers of an external control; None where there are none."""
        return self._external_slot.replace("{number}", str(number)) if self._external_slot else None


def placeholders(template: str) -> list[str]:
    """Return the names in braces of a template."""
    return _PLACEHOLDER.findall(template)


def template_parts() -> frozenset[str]:
    """Return the placeholders that a template may have besides the names of kinds."""
    return frozenset(_PARTS)
