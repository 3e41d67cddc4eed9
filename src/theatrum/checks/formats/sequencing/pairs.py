"""Files of reads that belong together: mates of a pair, their indexes, and lanes, told by names and held together.

findings = check_pairs([ReadFile("a_S1_L001_R1_001.fastq.gz", inspection.facts, indicator="R1"), ...])
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.formats.inspection import Fact

# What is behind the part of a name that tells the mate: nothing but numbers of parts, and endings.
_ENDING = r"(?P<rest>(?:[._][0-9]{3})?(?:[._](?:trimmed|val_[12]|clean|sorted))*\.(?:fastq|fq)(?:\.gz)?)$"
_NAMES = (
    re.compile(r"^(?P<stem>.*[._-])(?P<mate>[RI][1-4])" + _ENDING, re.IGNORECASE),
    re.compile(r"^(?P<stem>.*[._-])(?P<mate>[12])" + _ENDING, re.IGNORECASE),
)
_LANE = re.compile(r"(?<![A-Za-z0-9])L[0-9]{3}(?![A-Za-z0-9])")
# What people declare a file to be, in lower case, and what its name may then say.
_INDICATORS = {
    "r1": "R1",
    "read 1": "R1",
    "read1": "R1",
    "forward": "R1",
    "1": "R1",
    "r2": "R2",
    "read 2": "R2",
    "read2": "R2",
    "reverse": "R2",
    "2": "R2",
    "i1": "I1",
    "i2": "I2",
    "index": "I",
}
_COUNT, _FIRST, _NAMES_OF_ALL, _MATE = "TOTAL_READS", "FIRST_READ_NAMES", "READ_NAMES", "READ_OF_PAIR"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file of reads: its name without folders, the facts of its inspection, what its row says that it holds.

    ``group`` keeps files apart that do not belong together though their names may say so, such as their folder;
    ``is_paired`` is what the row says of the library, None where it says nothing.
    """

    name: str = field(repr=False)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    indicator: str | None = None
    group: str = ""
    is_paired: bool | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """What a name says: files of a ``key`` are mates; those of a ``library`` differ in their lanes only."""

    key: tuple[str, str]
    library: tuple[str, str]
    mate: str


Told = tuple[ReadFile, Finding]


def check_pairs(files: Sequence[ReadFile]) -> list[Told]:
    """Return what is wrong between files of reads, each with its file. Names that tell no mate are left alone."""
    runs = {number: run for number, file in enumerate(files) if (run := run_of(file))}
    mates: dict[tuple[str, str], dict[str, ReadFile]] = defaultdict(dict)
    for number, run in runs.items():
        mates[run.key].setdefault(run.mate, files[number])
    found = [told for number, run in runs.items() for told in _indicator(files[number], run)]
    found += [told for together in mates.values() for told in _together(together)]
    found += _missing(files, runs, mates)
    return found


def run_of(file: ReadFile) -> _Run | None:
    """Return what the name of a file says of its mates, None where it says nothing."""
    for pattern in _NAMES:
        if found := pattern.match(file.name):
            mate = found["mate"].upper()
            # A bare number may count samples: what the row says decides.
            if mate.isdigit() and not (file.is_paired or _INDICATORS.get((file.indicator or "").strip().lower())):
                return None
            mate = f"R{mate}" if mate.isdigit() else mate
            key = f"{found['stem']}*{found['rest'].lower()}"
            return _Run((file.group, key), (file.group, _LANE.sub("L*", key)), mate)
    return None


def _indicator(file: ReadFile, run: _Run) -> Iterator[Told]:
    declared = _INDICATORS.get((file.indicator or "").strip().lower())
    if declared and not run.mate.startswith(declared):
        message = f"The row says that the file holds {declared}, its name says {run.mate}."
        yield _finding("mate_indicator", Severity.WARNING, message, "Correct the row, or the name.", file)
    seen = file.facts.get(_MATE)
    if seen and run.mate[0] == "R" and run.mate in ("R1", "R2") and run.mate != f"R{seen}":
        message = f"The file's name says {run.mate}, the names of its reads say R{seen}."
        yield _finding("mate_swapped", Severity.NOTE, message, "Look whether the mates' files were exchanged.", file)


def _together(mates: Mapping[str, ReadFile]) -> Iterator[Told]:
    """Hold all files of a lane against the first one."""
    if len(mates) < 2:
        return
    first, *others = (mates[mate] for mate in sorted(mates, key=lambda mate: (mate[0] != "R", mate)))
    for other in others:
        counts = first.facts.get(_COUNT), other.facts.get(_COUNT)
        if None not in counts and counts[0] != counts[1]:
            message = f"The file has {counts[1]} reads, the first file of its pair {counts[0]}."
            fix = "Transfer both again, or make them anew: mates must have the same number of reads."
            yield _finding("mate_reads_differ", Severity.ERROR, message, fix, other)
        elif _differ(first.facts, other.facts):
            message = "The reads of the file have other names than those of the first file of its pair."
            fix = "Look whether the two files are of one run, and in the same order."
            yield _finding("mate_names_differ", Severity.ERROR, message, fix, other)


def _differ(one: Mapping[str, Fact], other: Mapping[str, Fact]) -> bool:
    for name in (_FIRST, _NAMES_OF_ALL):
        found = one.get(name), other.get(name)
        if None not in found and found[0] != found[1]:
            return True
    return False


def _missing(
    files: Sequence[ReadFile], runs: Mapping[int, _Run], mates: Mapping[tuple[str, str], Mapping[str, ReadFile]]
) -> Iterator[Told]:
    """A mate is missed where the row says so, where the name has R2, or where another lane of the library has it."""
    by_library: dict[tuple[str, str], set[str]] = defaultdict(set)
    for run in runs.values():
        by_library[run.library].add(run.mate)
    told: set[tuple[str, str]] = set()
    for number, run in runs.items():
        file, have = files[number], mates[run.key]
        wanted = set(by_library[run.library])
        if file.is_paired or (file.is_paired is None and "R2" in wanted):
            wanted |= {"R1", "R2"}
        missing = sorted(wanted - set(have))
        if missing and run.key not in told:
            told.add(run.key)
            message = f"Of the files that belong together, {' and '.join(missing)} is missing."
            fix = "Submit all files of the lane, named alike but for R1, R2, I1 and I2."
            yield _finding("mate_missing", Severity.WARNING, message, fix, file)


def _finding(code: str, severity: Severity, message: str, fix: str, file: ReadFile) -> Told:
    return file, Finding(code=f"format.{code}", severity=severity, message=message, fix=fix, source=Source.READING)
