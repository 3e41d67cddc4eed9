"""Names of people. No list has all of them, and many are words as well: what is found is worth a look, no more.

Sure are a label, a title, a column and the writing of DICOM; two words that a list of common names has are weak.
"""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Strength, Where
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.name_list import hold_first, is_first, is_last
from theatrum.checks.privacy.writing import Writing

_WORD = "[A-ZÀ-Þ](?:[a-zà-ÿ]{1,20}|['\u2019][A-ZÀ-Þ][a-zà-ÿ]{1,20}|[A-Za-zÀ-ÿ'\u2019-]{2,24})"
_LETTERS = "0-9A-Za-zÀ-ÿ"
_INITIAL = "(?: [A-Z][.]?)?"
_NO_NAMES = (
    "none unknown na n/a nan null anonymous anonymized anonymised deidentified de-identified redacted removed "
    "not-available not-reported unspecified other self admin administrator user operator default root test"
)
_NOBODY = frozenset(_NO_NAMES.split())


def is_somebody(found: re.Match[str], _context: Context) -> bool:
    """Return whether a text is more than a word for nobody."""
    return _says_somebody(found[0])


def is_value(found: re.Match[str], _context: Context) -> bool:
    """Return whether a whole text is more than a word for nobody."""
    return _says_somebody(found.string)


def _says_somebody(text: str) -> bool:
    plain = " ".join(text.split()).lower()
    words = {plain, plain.replace(" ", "-"), plain.split(" ")[0].strip("(").rstrip(".,)")}
    return words.isdisjoint(_NOBODY) and not plain.startswith(("not ", "no "))


def is_pair(found: re.Match[str], _context: Context) -> bool:
    """Return whether a first and a last name are on the list."""
    return is_first(found[1]) and is_last(found[2])


def is_inverted(found: re.Match[str], _context: Context) -> bool:
    """Return whether a last and a first name are on the list."""
    return is_last(found[1]) and is_first(found[2])


def is_either(found: re.Match[str], context: Context) -> bool:
    """Return whether two parts of a name of a file are a first and a last name of the list, in any order."""
    return is_pair(found, context) or is_inverted(found, context)


def is_known(found: re.Match[str], _context: Context) -> bool:
    """Return whether one of the words is a name of the list."""
    return any(is_first(word) or is_last(word) for word in re.split("[ ,]+", found[1]))


WRITINGS = (
    Writing(
        kind=Kind.NAME,
        name="titled",
        strength=Strength.STRONG,
        is_of_words=True,
        about="A title and a word with a capital: Dr. Roe, Mrs Jane Roe, Herr Müller",
        pattern=(
            "(?:Dr|Prof|Mr|Mrs|Ms|Miss|Herr|Frau|Mme|Sra|Dott)[.]?(?: (?:Dr|med)[.]?)?"
            f"{_INITIAL} ({_WORD}(?: {_WORD}){{0,2}})"
        ),
        is_folded=False,
        before=_LETTERS,
        after=_LETTERS,
        confirm=is_somebody,
        examples=("Dr. Roe", "Mrs Jane Roe", "seen by Prof. O'Neil", "Herr Müller", "Ms. J. Doe-Smith"),
        counterexamples=("Dr. ", "dr roe", "MS Data", "Mr 5"),
    ),
    Writing(
        kind=Kind.NAME,
        name="labelled",
        strength=Strength.STRONG,
        is_of_words=True,
        about="Words with capitals, one of them a name of the list, behind patient, name, operator and the like",
        pattern=(
            "(?:[Pp]atient|[Ss]ubject|[Pp]articipant|[Nn]ame|[Oo]perator|[Pp]hysician|[Ss]urgeon|[Pp]athologist|[Tt]echnician"
            "|[Uu]ser|[Aa]uthor|[Ee]xperimenter|[Cc]ontact|[Cc]reator|[Oo]wner|PATIENT|NAME|[Rr]eviewed by"
            "|[Ss]igned(?: out)? by|[Ss]canned by|[Ss]een by|[Rr]eferred by"
            "|(?:[Mm]other|[Ff]ather|[Ss]ister|[Bb]rother|[Dd]aughter|[Ss]on|[Ww]ife|[Hh]usband|[Ww]idow) of)"
            f"(?: [Nn]ame)? ?[:=]? ?({_WORD},?{_INITIAL}(?: {_WORD}){{1,2}})"
        ),
        part=1,
        is_folded=False,
        before=_LETTERS,
        after=_LETTERS,
        confirm=is_known,
        examples=(
            *("Patient: Jane Smith", "Operator = Maria Schmidt", "reviewed by John Miller", "Name: Smith, John"),
            *("sister of Jisoo McCarthy", "Surgeon: Jisoo T. Miller", "signed out by Jane Miller"),
        ),
        counterexamples=(
            *("Patient Not Reported", "Name: Image One", "user Guide Text"),
            *("mother of Pearl Buttons", "seen by Light Microscopy"),
        ),
    ),
    Writing(
        kind=Kind.NAME,
        name="dicom",
        strength=Strength.STRONG,
        is_of_words=True,
        about="Parts of a name with carets between them: Roe^Jane",
        pattern=f"{_WORD}\\^{_WORD}(?:\\^[A-Za-z.]{{0,20}}){{0,3}}",
        is_folded=False,
        before=_LETTERS,
        after=_LETTERS,
        examples=("Roe^Jane", "ROE^JANE^M^^", "Müller^Anna"),
        counterexamples=("10^6", "a^b", "Roe^5"),
    ),
    Writing(
        kind=Kind.NAME,
        name="column",
        strength=Strength.STRONG,
        is_of_words=True,
        about="Any words where the name says a person: patient name, surname, physician, operator, experimenter",
        pattern="[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'\u2019.-]{1,30}(?:,? [A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'\u2019.-]{0,30}){0,4}",
        needs=frozenset([Meaning.NAME]),
        before=_LETTERS,
        after=_LETTERS,
        confirm=is_value,
        named="PATIENT_NAME",
        examples=("jane roe", "Roe, Jane", "J. Roe"),
        counterexamples=("none", "Not Reported", "anonymized", "12"),
    ),
    Writing(
        kind=Kind.NAME,
        name="pair",
        strength=Strength.WEAK,
        is_of_words=True,
        about="A first and a last name of the list: Jane Smith",
        pattern=f"({_WORD}){_INITIAL} ({_WORD})",
        is_folded=False,
        before=_LETTERS + "-",
        after=_LETTERS + "-",
        confirm=is_pair,
        screen=hold_first,
        examples=("Jane Smith", "sample of Maria García", "JOHN MILLER", "John Q. Miller"),
        counterexamples=("Tissue Block", "jane smith", "Lung Left", "Not Reported"),
    ),
    Writing(
        kind=Kind.NAME,
        name="inverted",
        strength=Strength.WEAK,
        is_of_words=True,
        about="A last and a first name of the list: Smith, Jane",
        pattern=f"({_WORD}), ?({_WORD})",
        is_folded=False,
        before=_LETTERS + "-",
        after=_LETTERS + "-",
        confirm=is_inverted,
        screen=hold_first,
        examples=("Smith, Jane", "MILLER,JOHN"),
        counterexamples=("Lung, Left", "smith, jane"),
    ),
    Writing(
        kind=Kind.NAME,
        name="initials",
        strength=Strength.WEAK,
        is_of_words=True,
        about="A last name of the list and initials: Miller, C.K.",
        pattern=f"({_WORD}), ?[A-Z][.](?: ?[A-Z][.]){{0,2}}",
        is_folded=False,
        before=_LETTERS + "-",
        after=_LETTERS,
        confirm=lambda found, _context: is_last(found[1]),
        examples=("patient Miller, C.K.", "Smith, J."),
        counterexamples=("Lung, L.", "Miller, C", "miller, c.k."),
    ),
    Writing(
        kind=Kind.NAME,
        name="file",
        strength=Strength.WEAK,
        is_of_words=True,
        about="A first and a last name of the list, in any order and case, in the name of a file: smith_jane_1.svs",
        pattern="([A-Za-zÀ-ÿ]{3,20})[ _.-]([A-Za-zÀ-ÿ]{3,20})",
        where=frozenset([Where.NAME]),
        before=_LETTERS,
        after=_LETTERS,
        confirm=is_either,
        screen=hold_first,
        examples=("smith_jane_1.svs", "Jane-Miller.tif"),
        counterexamples=("tumor_core.svs", "slide_one.tif"),
    ),
)  # fmt: skip
