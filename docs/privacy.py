"""The page of what is read as identifying, from the writings themselves."""

from collections.abc import Iterator
from itertools import groupby

from theatrum.checks.privacy.detectors.calendar import MONTH_NAMES
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.meanings import WORDS
from theatrum.checks.privacy.wording import SEEN
from theatrum.checks.privacy.writing import Writing

INTRODUCTION = """
# What is read as identifying

`theatrum check`, the screening of a server and the gate before a release read with the same detectors. A detector is a
list of *writings*: ways in which something of one class is written. A **strong** writing is nearly always what it looks
like; a **weak** one wants a look. What follows from either, the profile decides (see [the
profile](profile.md#privacyyaml)): `block` locks at once, `hold` waits for a reviewer, `note` is told and stops nothing.

A finding says the class, the place and what to do, never the text: the offset and length in characters, and a keyed
hash (HMAC-SHA256, its first 16 hexadecimal digits, of the text without case and blanks around it). The key is of one
run of `theatrum check`, or of one server: equal hashes in one report are equal texts, and nobody without the key can
try out what they are.

What a column is about decides with: nine digits are a social security number where the column is called `SSN`, and a
number elsewhere. Columns of numbers, values that the data model lists, identifiers of the consortium and tokens that
the profile calls harmless are left alone. A column whose name says a version keeps its dots.

**Dates.** Year alone is no date. Strong are all writings with day, month and a year of four digits, a month by name
with its year, and two-digit years behind a word such as DOB. Weak, because numbers of other meaning are written the
same way: two-digit years alone, months without a year, a year and a month in numbers, days by their number in the
year; and, where the name of the column says a date or a time, seconds since 1970, days of a spreadsheet and times of
day. `theatrum dates` converts columns of dates into days since birth.

**Names.** A title, a label, a column for people and the writing of DICOM are strong. Else a first and a last name must
both be on a list of some thousand names that are common in North America and Europe: it finds a share of people, more
of them there than elsewhere, none in lower case within a sentence, and it takes some things for people. No list
replaces reading.

**Free text** is held where it tells at least four things, one of them of a life: an age, family, work, home, a day.
Biometrics and faces are not found; pictures beside the data are shown to a reviewer.
"""


def privacy_page() -> str:
    """Return the page: the classes with their writings, the words of columns, the names of months."""
    kinds = "\n".join(_kind(kind, list(group)) for kind, group in groupby(_in_order(), key=lambda one: one.kind))
    words = "\n".join(f"| {meaning.value} | {', '.join(known).lower()} |" for meaning, known in WORDS.items())
    paragraphs = INTRODUCTION.strip().split("\n\n")
    introduction = "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in paragraphs)
    return f"""
{introduction}

## Classes and their writings

{kinds}
### Words of columns

Case, blanks, underscores and hyphens do not matter: `DATE_OF_BIRTH`, `dateOfBirth` and `Date of birth` are one.

| meaning | words |
|---|---|
{words}

### Names of months

{", ".join(MONTH_NAMES)}.
"""


def _in_order() -> list[Writing]:
    kinds = list(Kind)
    return sorted(WRITINGS, key=lambda one: (kinds.index(one.kind), one.strength is not Strength.STRONG))


def _kind(kind: Kind, writings: list[Writing]) -> str:
    rows = "\n".join(_row(writing) for writing in writings)
    return (
        f"### {kind.value}\n\nWhat is told: {SEEN[kind]}.\n\n| writing | strength | what it is | examples |\n"
        f"|---|---|---|---|\n{rows}\n"
    )


def _row(writing: Writing) -> str:
    where = f" (only in: {', '.join(sorted(writing.where))})" if writing.where else ""
    told = (writing.name, writing.strength.value, _cell(writing.about) + where, ", ".join(_examples(writing)))
    return f"| {' | '.join(told)} |"


def _examples(writing: Writing) -> Iterator[str]:
    yield from (f"`{_cell(text)}`" for text in writing.examples[:4])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
