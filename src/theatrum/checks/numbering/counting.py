"""The next free identifiers of a center.

Numbers go up and are never given twice: what comes next is one more than the highest in use, so that an identifier
that was taken back is not given to something else. Gaps are nobody's concern.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from theatrum.checks.numbering.blocks import Block
from theatrum.checks.numbering.errors import NumberingInvalid, NumbersExhausted
from theatrum.checks.profile.identifier_shapes import Identifiers
from theatrum.checks.profile.identifiers import PARTICIPANT, Identifier, IdentifierForms, placeholders

_OWN, _EXTERNAL = "own", "external"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that an identifier takes: ``row`` is what it is counted in, a kind and what that is numbered under."""

    row: tuple[str, str]
    number: int


OWN_PARTICIPANTS = (PARTICIPANT, _OWN)
EXTERNAL_PARTICIPANTS = (PARTICIPANT, _EXTERNAL)


def numbers_of(found: Identifier) -> Iterator[Numbered]:
    """Yield the numbers that an identifier takes: its participant's, and its own under that."""
    slot = found.parts.get("slot", "")
    if found.is_external:
        yield Numbered(EXTERNAL_PARTICIPANTS, int("".join(sign for sign in slot if sign.isdigit())))
    elif not found.is_pooled and slot.isdigit():
        yield Numbered(OWN_PARTICIPANTS, int(slot))
    if found.kind != PARTICIPANT and found.participant and "number" in found.parts:
        yield Numbered((found.kind, found.participant), int(found.parts["number"]))


class Counting:
    """Gives identifiers of one center. ``used`` are those in use; ``blocks`` the numbers of a site, any for none.

    A block holds for what all sites number together: participants, external ones, and what is under the pool. What
    is under one participant is counted from 1.
    """

    def __init__(
        self, forms: IdentifierForms, center: str, used: Iterable[str] = (), blocks: Sequence[Block] = ()
    ) -> None:
        self._forms = forms
        self.center = center
        self._blocks = tuple(sorted(blocks))
        # Only the highest numbers are kept, each by kind, what it is counted under, and the block it is in.
        self._highest: dict[tuple[str, str, Block | None], int] = {}
        for text in used:
            self.use(text)

    def use(self, text: str) -> None:
        """Take an identifier as in use; what is none, or of another center, is left aside."""
        found = self._forms.parse(text)
        if found is not None and found.center == self.center:
            for one in numbers_of(found):
                self.mark(one)

    def mark(self, one: Numbered) -> None:
        """Take a number as in use."""
        for block in (None, *self._blocks):
            if block is None or block.first <= one.number <= block.last:
                key = (*one.row, block)
                self._highest[key] = max(self._highest.get(key, 0), one.number)

    def participant(self) -> str:
        """Return a new participant. Raises NumbersExhausted."""
        return self._take(OWN_PARTICIPANTS, lambda number: self._written_slot(str(number)))

    def external(self) -> str:
        """Return a new external control in the place of a participant. Raises NumbersExhausted, NumberingInvalid."""
        if self._forms.external_slot(1) is None:
            raise NumberingInvalid(problem="This network has no external controls.", fix="Ask for a participant.")
        return self._take(EXTERNAL_PARTICIPANTS, lambda number: self._written_slot(self._forms.external_slot(number)))

    @property
    def pool(self) -> str:
        """What stands for several participants at once. Raises NumberingInvalid where nothing does."""
        if self._forms.pooled_slot is None:
            fix = "Number it under one participant."
            raise NumberingInvalid(problem="This network has no identifiers of pools.", fix=fix)
        return self._written_slot(self._forms.pooled_slot)

    def under(self, kind: str, participant: str) -> str:
        """Return a new identifier of a kind under a participant, a pool or an external control.

        Raises NumberingInvalid for what is none of these or of another center, NumbersExhausted.
        """
        found = self._forms.parse(participant)
        if found is None or found.kind != PARTICIPANT or found.center != self.center:
            problem = f"{participant} is no participant of {self.center}."
            example = self._forms.write(PARTICIPANT, center=self.center, slot=12)
            raise NumberingInvalid(problem=problem, fix=f"Give one such as {example}.")

        def write(number: int) -> str:
            return self._forms.write(kind, participant=participant, number=number)

        return self._take((kind, participant), write, in_blocks=found.is_pooled)

    def _written_slot(self, slot: str | None) -> str:
        return self._forms.write(PARTICIPANT, center=self.center, slot=slot or "")

    def _take(self, row: tuple[str, str], write: Callable[[int], str], *, in_blocks: bool = True) -> str:
        kind, under = row
        number = self._next(kind, under, self._blocks if in_blocks else ())
        text = write(number)
        if not self._forms.is_a(kind, text):
            fix = "A very high number is in use; give a block of smaller ones with --blocks."
            raise NumbersExhausted(problem="The next number is longer than an identifier may be.", fix=fix)
        self.mark(Numbered(row, number))
        return text

    def _next(self, kind: str, under: str, blocks: Sequence[Block]) -> int:
        if not blocks:
            return self._highest.get((kind, under, None), 0) + 1
        for block in blocks:
            number = self._highest.get((kind, under, block), block.first - 1) + 1
            if number <= block.last:
                return number
        named = ", ".join(f"{block.first}-{block.last}" for block in blocks)
        problem = f"The numbers {named} are used up to their last."
        raise NumbersExhausted(problem=problem, fix="Give the site another block of numbers.")


def numbered_kinds(identifiers: Identifiers) -> tuple[str, ...]:
    """Return the kinds whose identifiers a center gives: participants, and what is numbered under them."""
    return tuple(
        one.kind for one in identifiers.kinds if one.kind == PARTICIPANT or PARTICIPANT in placeholders(one.template)
    )
