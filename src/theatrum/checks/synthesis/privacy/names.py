"""Names of files and folders that tell of a person."""

import random
from collections.abc import Callable

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy import dates, machines, numbers, persons
from theatrum.checks.synthesis.privacy.labels import Label
from theatrum.checks.synthesis.privacy.planted import ALONE, digits, filled

_AROUND = ("{}", "scan_{}", "{}_HE", "slide {} section 2", "HTA201_1_{}_x20")


def _name(chance: random.Random) -> str:
    return f"{persons.plain(persons.family(chance))}_{persons.plain(persons.given(chance))}"


NAMES: dict[str, tuple[Kind, Strength, Callable[[random.Random], str]]] = {
    "iso": (Kind.DATE, Strength.STRONG, lambda chance: f"{dates.moment(chance):%Y-%m-%d}"),
    "underscores": (Kind.DATE, Strength.STRONG, lambda chance: f"{dates.moment(chance):%Y_%m_%d}"),
    "us_dashes": (Kind.DATE, Strength.STRONG, lambda chance: f"{dates.moment(chance):%m-%d-%Y}"),
    "european_dots": (Kind.DATE, Strength.STRONG, lambda chance: f"{dates.moment(chance):%d.%m.%Y}"),
    "day_short_capitals": (Kind.DATE, Strength.STRONG, lambda chance: f"{dates.moment(chance):%d%b%Y}".upper()),
    "compact": (Kind.DATE, Strength.WEAK, lambda chance: f"{dates.moment(chance):%Y%m%d}"),
    "plain": (
        Kind.EMAIL,
        Strength.STRONG,
        lambda chance: f"{machines.login(chance)}@clinic{chance.randint(2, 999)}.org",
    ),
    "us_dashes_phone": (Kind.PHONE, Strength.STRONG, lambda chance: filled("617-%##-####", chance)),
    "dashes": (Kind.SSN, Strength.STRONG, lambda chance: numbers.social_security(chance, "-")),
    "keyword": (Kind.MEDICAL_RECORD, Strength.STRONG, lambda chance: f"MRN{digits(chance, 7)}"),
    "accession": (Kind.CODE, Strength.WEAK, numbers.accession),
    "underscore": (Kind.NAME, Strength.WEAK, _name),
}


def named(chance: random.Random, ending: str, number: int | None = None) -> tuple[str, list[Label]]:
    """Return the name of a file, or of a folder without ending; ``number`` picks the writing, else chance does."""
    writings = tuple(NAMES)
    writing = writings[number % len(writings)] if number is not None else chance.choice(writings)
    kind, strength, make = NAMES[writing]
    text, around = make(chance), chance.choice(_AROUND)
    before, _, after = around.partition(ALONE)
    label = Label(kind=kind, writing=writing, strength=strength, where="name", text=text, offset=len(before))
    return f"{before}{text}{after}{f'.{ending}' if ending else ''}", [label]
