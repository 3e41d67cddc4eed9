"""Long lists of permissible values: CSV files with a code and a label a line, in the published order.

Beside ``uberon.csv`` there may be ``uberon.synonyms.csv``, with a code and another name of it a line. It is read
when somebody asks what a name means, which most checks never do.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.vocabulary_sources import VocabularySource, read_source

HEADER = ["code", "label"]
SYNONYMS_HEADER = ["code", "synonym"]
SYNONYMS_SUFFIX = ".synonyms.csv"


@dataclass(frozen=True)
class Vocabulary:
    """Codes, and what they mean where that is known; a label may be empty."""

    name: str
    entries: tuple[tuple[str, str], ...]
    _file: tuple[ProfileFolder, str] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The permissible values, in the published order."""
        return tuple(code for code, _ in self.entries)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The labels by code, only those that are known."""
        return {code: label for code, label in self.entries if label}

    @cached_property
    def synonyms(self) -> Sequence[tuple[str, str]]:
        """Pairs of a code and another name of it; none where the profile has no such file. Raises ProfileInvalid."""
        return () if self._file is None else _read_synonyms(*self._file, self.codes)

    @cached_property
    def source(self) -> VocabularySource | None:
        """What it is, and where its codes are explained; None where the profile does not say. Raises ProfileInvalid."""
        if self._file is None:
            return None
        folder, file = self._file
        return read_source(folder, file.rpartition("/")[0], self.name)

    def codes_named(self, name: str) -> tuple[str, ...]:
        """Return the codes that a name means, in any case: by label, else by synonym. Several where it is shared."""
        key = _key(name)
        return self._by_label.get(key) or self._by_synonym.get(key) or ()

    @cached_property
    def _by_label(self) -> Mapping[str, tuple[str, ...]]:
        return _by_name(self.entries)

    @cached_property
    def _by_synonym(self) -> Mapping[str, tuple[str, ...]]:
        return _by_name(self.synonyms)


def read_vocabulary(folder: ProfileFolder, file: str) -> Vocabulary:
    """Read one vocabulary; its name is the file's. Raises ProfileInvalid."""
    entries = _read_fast(folder.text(file)) or _pairs(folder, file, HEADER)
    if len(dict(entries)) != len(entries):
        raise _doubled(folder, file, entries)
    if not entries:
        raise _problem(folder, file, 1, "the vocabulary is empty.", "Add its codes, one a line.")
    return Vocabulary(file.rpartition("/")[2].removesuffix(".csv"), entries, (folder, file))


def _read_fast(text: str) -> tuple[tuple[str, str], ...] | None:
    """Read a sound file without a look at each of its lines; None where anything is wrong with it.

    Every command reads tens of thousands of lines before it does anything else.
    """
    rows = csv.reader(io.StringIO(text))
    if next(rows, None) != HEADER:
        return None
    try:
        entries = dict(rows)
    except ValueError:  # a line that is no pair
        return None
    is_sound = "" not in entries and len(entries) == rows.line_num - 1
    return tuple(entries.items()) if is_sound else None


def _read_synonyms(folder: ProfileFolder, file: str, codes: Sequence[str]) -> Sequence[tuple[str, str]]:
    beside = file.removesuffix(".csv") + SYNONYMS_SUFFIX
    if beside not in folder.names(file.rpartition("/")[0], SYNONYMS_SUFFIX):
        return ()
    pairs, known = _pairs(folder, beside, SYNONYMS_HEADER), frozenset(codes)
    for line, (code, name) in enumerate(pairs, start=2):
        if code not in known or not name:
            problem = f"{code} is no code of the vocabulary, or has no name here."
            raise _problem(folder, beside, line, problem, "Write CODE,SYNONYM with a code of the vocabulary.")
    return pairs


def _pairs(folder: ProfileFolder, file: str, header: list[str]) -> tuple[tuple[str, str], ...]:
    rows = csv.reader(io.StringIO(folder.text(file)))
    if next(rows, None) != header:
        raise _problem(folder, file, 1, f"the header is not '{','.join(header)}'.", "Make it the first line.")
    pairs: list[tuple[str, str]] = []
    for row in rows:
        if len(row) != len(header) or not row[0]:
            fix = f"Write CODE,{header[1].upper()} or CODE,"
            raise _problem(folder, file, rows.line_num, f"this is no code and {header[1]}.", fix)
        pairs.append((row[0], row[1]))
    return tuple(pairs)


def _doubled(folder: ProfileFolder, file: str, entries: Sequence[tuple[str, str]]) -> ProfileInvalid:
    seen: set[str] = set()
    for line, (code, _) in enumerate(entries, start=2):
        if code in seen:
            return _problem(folder, file, line, f"the code {code} stands there twice.", "Remove one.")
        seen.add(code)
    raise AssertionError("no code stands there twice")


def _by_name(pairs: Sequence[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in pairs:
        if name:
            found[_key(name)].append(code)
    return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _problem(folder: ProfileFolder, file: str, line: int, problem: str, fix: str) -> ProfileInvalid:
    return ProfileInvalid(file=f"{folder.name}/{file}", place=f"line {line}", problem=problem, fix=fix)
