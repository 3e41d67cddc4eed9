"""Numbers of phones and faxes. A bare run of digits is none: it needs a sign, a grouping, a label or a column."""

import re
from functools import lru_cache

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.labels import digits_of, labelled
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.writing import Writing

_EXTENSION = "(?: ?(?:x|ext[.]?|extension|#) ?[0-9]{1,6})?"
_GAP = "[-. \u00a0/]"
_COUNTRY = f"(?:(?:[+]|00)?1{_GAP}{{0,2}})?"
_LOCAL = f"[2-9][0-9]{{2}}{_GAP}[0-9]{{4}}"
_DIGITS = r"[(+]?[0-9](?:[-. \u00a0()/]{0,3}[0-9]){6,14}".replace(r"\u00a0", "\u00a0")
_LEAST, _MOST = 7, 15
_REGIONS = ("GB", "DE", "FR", "NL", "BE", "CH", "AT", "IT", "SE", "DK", "AU", "JP", "BR", "IN")
_KEPT = 100_000
_DATE = re.compile(
    "[0-9]{1,2}[-/ ][0-9]{1,2}[-/ ](?:[0-9]{4}|[0-9]{2})(?: [0-9]{2})?|[0-9]{1,2}/[0-9]{4}|[0-9]{5}-[0-9]{4}"
)


def is_international(found: re.Match[str], _context: Context) -> bool:
    """Return whether a number with its country's may be one there."""
    digits = found[0].replace("(0)", "").removeprefix("00").lstrip("+")
    return _is_possible("+" + digits_of(re.split("[xX#]|ext", digits)[0]))


def is_american(found: re.Match[str], _context: Context) -> bool:
    """Return whether what stands beside the number makes it no part of a longer chain of numbers."""
    before, after = found.string[max(0, found.start() - 2) : found.start()], found.string[found.end() : found.end() + 2]
    is_chained = before[-1:] in "-./" and before[:1].isdigit() if len(before) > 1 else False
    return not is_chained and not (after[:1] in "-./" and after[1:].isdigit())


def is_long_enough(found: re.Match[str], _context: Context) -> bool:
    """Return whether there are as many digits as numbers have."""
    return _LEAST <= len(digits_of(found[found.lastindex or 0])) <= _MOST


def is_national(found: re.Match[str], _context: Context) -> bool:
    """Return whether a number with its leading zero is one that a country gives out, and does not look like a date."""
    return _DATE.fullmatch(found[0]) is None and _is_given(digits_of(found[0]))


@lru_cache(maxsize=_KEPT)
def _is_possible(number: str) -> bool:
    import phonenumbers  # slow import

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=_KEPT)
def _is_given(number: str) -> bool:
    import phonenumbers  # slow import

    for region in _REGIONS:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(number, region)):
                return True
        except phonenumbers.NumberParseException:  # what is dialled for abroad there, and nothing behind it
            continue
    return False


WRITINGS = (
    Writing(
        kind=Kind.PHONE,
        name="american",
        strength=Strength.STRONG,
        about="Ten digits as 3-3-4, with or without the country's 1 and an extension: (206) 555-0123, 206.555.0123",
        pattern=f"{_COUNTRY}(?:[(][2-9][0-9]{{2}}[)]{_GAP}{{0,2}}|[2-9][0-9]{{2}}{_GAP}){_LOCAL}{_EXTENSION}",
        before="0-9A-Za-z",
        confirm=is_american,
        examples=(
            "206-555-0123", "(206) 555-0123", "(206)555-0123", "206.555.0123", "206 555 0123", "+1 206 555 0123",
            "1-206-555-0123", "206-555-0123 ext. 4", "001-206-555-0123x389", "call 206-555-0123.",
        ),
        counterexamples=(
            "106-555-0123", "206-155-0123", "1206-555-01234", "12-206-555-0123", "206-555-0123-4", "2065550123",
            "206.555.0123.4",
        ),
    ),
    Writing(
        kind=Kind.PHONE,
        name="international",
        strength=Strength.STRONG,
        about="Plus, a country's number, and as many digits as numbers have there: +44 20 7946 0958",
        pattern=f"[+][1-9](?:[-. \u00a0()/]{{0,3}}[0-9]){{6,16}}{_EXTENSION}",
        before="0-9A-Za-z",
        after="0-9A-Za-z",
        confirm=is_international,
        examples=(
            "+44 20 7946 0958", "+49 (0)30 1234567", "+442079460958", "+33 1 42 68 53 00",
            "+12065550123", "+81 3-1234-5678", "+34888 577 218",
        ),
        counterexamples=("+1 23", "+999 123 456 789", "x+442079460958", "+3.14159265358979"),
    ),
    Writing(
        kind=Kind.PHONE,
        name="zeros",
        strength=Strength.STRONG,
        about="Two zeros, a country's number, and blanks or hyphens between the digits: 0049 30 1234567",
        pattern="00[1-9][0-9]{0,2}(?:[-. \u00a0/(]{1,2}[0-9]{1,4}[)]?)(?:[-. \u00a0/]{0,2}[0-9]){4,12}",
        before="0-9A-Za-z.+-",
        confirm=is_international,
        examples=("0049 30 1234567", "0044-20-79460958"),
        counterexamples=("0049301234567", "00 123", "0.0049 30 1234567"),
    ),
    Writing(
        kind=Kind.PHONE,
        name="labelled",
        strength=Strength.STRONG,
        about="Seven to fifteen digits behind phone, tel, fax, mobile and the like",
        pattern=labelled(
            "phone", "telephone", "tel[.]?", "fax", "facsimile", "mobile", "cell ?phone", "pager", "telefon",
            "téléphone",
            "teléfono", "handy", "telefax", "whatsapp", value=_DIGITS,
        ),
        part=1,
        confirm=is_long_enough,
        examples=(
            "Phone: 2065550123", "fax 555-0123", "Tel. 030 1234567", "mobile no. 07700 900123", "phone_2065550123",
        ),
        counterexamples=("phone 12345", "microphone: 2065550123 1", "fax: 12"),
    ),
    Writing(
        kind=Kind.PHONE,
        name="column",
        strength=Strength.STRONG,
        about="Seven to fifteen digits where the name says phone or fax",
        pattern=f"({_DIGITS})",
        needs=frozenset([Meaning.PHONE]),
        confirm=is_long_enough,
        named="contact_phone",
        examples=("2065550123", "555-0123", "030 1234567"),
        counterexamples=("12345", "123456789012345678"),
    ),
    Writing(
        kind=Kind.PHONE,
        name="national",
        strength=Strength.WEAK,
        about="A number as it is dialled within some countries, with its leading zero: 020 7946 0958",
        pattern="(?:[(]0[1-9][0-9]{0,4}[)]|0[1-9][0-9]{0,4})[-/ ]{1,2}[0-9]{2,8}(?:[-/ ][0-9]{2,4}){0,3}",
        before="0-9A-Za-z.+/-",
        after="0-9A-Za-z/-",
        confirm=is_national,
        examples=("020 7946 0958", "030/1234567", "01 42 68 53 00"),
        counterexamples=("00 12 34", "01-23", "010-10", "0020 7946 0958", "2020 7946 0958"),
    ),
)  # fmt: skip
