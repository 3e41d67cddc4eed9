"""Looks into members of archives: what each is by its first bytes, then by the inspector of its kind."""

import posixpath
from collections import Counter
from dataclasses import dataclass, field, replace

from theatrum.checks.findings import Severity
from theatrum.checks.formats.archives.forward import Forward
from theatrum.checks.formats.archives.paths import is_left_behind, plain
from theatrum.checks.formats.bytes import MEBIBYTE, Beginning, Budget, Bytes, Counted, Held
from theatrum.checks.formats.errors import BudgetSpent
from theatrum.checks.formats.inspecting import UNREADABLE, inspect_noting
from theatrum.checks.formats.inspection import Asked, Noted, Notes

_MOST, _OF_A_KIND = 1_000, 20
_RESERVE = 8 * MEBIBYTE  # of the budget: for the rest of the archive
_SHARE = Budget(bytes=16 * MEBIBYTE, structures=20_000, texts=MEBIBYTE)


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of a member is held in memory: all of it up to ``whole`` bytes, of a longer one its ``beginning``."""

    whole: int
    beginning: int


_SAMPLED = Holding(4 * MEBIBYTE, MEBIBYTE // 4)
_FULL = Holding(64 * MEBIBYTE, 4 * MEBIBYTE)


@dataclass(slots=True)
class Opening:
    """Opens members of one archive. Without ``is_full``, some of each kind in each folder."""

    notes: Notes
    opened: int = 0
    passed: int = 0
    _kinds: Counter[tuple[str, str]] = field(default_factory=Counter, repr=False)
    _cut: int = 0

    @property
    def holds(self) -> Holding:
        """How much of a member that cannot be read at any offset is held."""
        return _FULL if self.notes.asked.is_full else _SAMPLED

    def wants(self, path: str) -> bool:
        """Say whether to look into a member. Ask once a member."""
        kind = (posixpath.dirname(plain(path)), posixpath.splitext(path)[1].casefold())
        self._kinds[kind] += 1
        is_one_of_few = self._kinds[kind] <= _OF_A_KIND and self.opened < _MOST
        has_room = self.notes.budget.bytes > _RESERVE
        wanted = has_room and not is_left_behind(path) and (self.notes.asked.is_full or is_one_of_few)
        self.passed += not wanted
        return wanted

    def open(self, member: int, content: bytes | Bytes, size: int) -> None:
        """Inspect a member, the one with that index in ``notes.members``. Raises BudgetSpent.

        ``content`` are its bytes, the first ones where it is longer, or something that reads it anywhere.
        """
        self.opened += 1
        one = self.notes.members[member]
        # What is held or passes by was counted as it was unpacked.
        is_held = isinstance(content, bytes | Forward)
        parent, share = self.notes.budget, _share(self.notes.budget, is_long=isinstance(content, Forward))
        name, is_full = posixpath.basename(plain(one.path)), self.notes.asked.is_full
        inner = Notes(Asked(name, is_full=is_full, reads_texts=True), share, one.place)
        file = _bytes(content, size)
        before = replace(share)
        try:
            inspect_noting(Counted(file, share), inner)
        except BudgetSpent:
            self._cut += 1
        self.notes.members[member] = replace(one, label=inner.label)
        self._keep(inner)
        parent.spend(
            bytes=0 if is_held else before.bytes - share.bytes,
            structures=before.structures - share.structures,
            texts=before.texts - share.texts,
        )

    def finish(self) -> None:
        """Note what was not looked into."""
        if self.passed or self._cut:
            some = f"{self.opened:,} of {self.opened + self.passed:,} members were looked into"
            message = f"{some}, {self._cut:,} of them not to the end." if self._cut else f"{some}."
            fix = "Check it with --full, which looks into all." if not self.notes.asked.is_full else "Nothing to do."
            self.notes.noted.append(Noted("format.sampled", Severity.NOTE, message, fix, self.notes.place or None))

    @property
    def was_full(self) -> bool:
        """Say whether every member was looked into to its end."""
        return self.notes.asked.is_full and not self.passed and not self._cut

    def _keep(self, inner: Notes) -> None:
        """Take over what was noted of a member. Damage inside spoils the member, not the archive."""
        self.notes.texts += inner.texts
        self.notes.forbidden += inner.forbidden
        self.notes.pictures += inner.pictures
        self.notes.members += inner.members
        self.notes.noted += [
            replace(noted, severity=Severity.WARNING) if noted.code == UNREADABLE else noted for noted in inner.noted
        ]


def _share(budget: Budget, *, is_long: bool) -> Budget:
    """Return what one member may cost: not so much that nothing is left for what lies behind it."""
    return Budget(
        bytes=max(0, budget.bytes if is_long else min(_SHARE.bytes, budget.bytes)),
        structures=max(0, budget.structures if is_long else min(_SHARE.structures, budget.structures)),
        texts=min(_SHARE.texts, max(0, budget.texts)),
        depth=budget.depth - 1,
    )


def _bytes(content: bytes | Bytes, size: int) -> Bytes:
    if not isinstance(content, bytes):
        return content
    return Held(content) if len(content) >= size else Beginning(content, size)
