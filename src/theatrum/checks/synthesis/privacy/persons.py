"""What people are called, where they live, how old they are.

The names are common ones of many countries, written down for this corpus: not the list that a detector knows.
"""

import random
import unicodedata

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy.planted import ALONE, Make, Writing, filled

_GIVEN = """
Mary Patricia Jennifer Linda Barbara Susan Jessica Karen Sarah Nancy Lisa Margaret Betty Sandra Ashley Emily Donna
Michelle Carol Amanda James Robert John Michael David William Richard Joseph Thomas Charles Christopher Daniel Matthew
Anthony Steven Paul Andrew Kenneth Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Nicholas Eric
Jonathan Larry Justin Scott Brandon Benjamin Samuel Gregory Hannah Sofia Olivia Grace Chloe Zoë Hans Jürgen Wolfgang
Ingrid Ursula Matthias Heike François Amélie Jean-Luc Giulia Marco Giovanni Carlos José María Guadalupe Alejandro
Ximena Wei Xiaoming Yuki Haruto Sakura Jisoo Minho Priya Rahul Ananya Mohammed Fatima Ahmed Aisha Yusuf Oluwaseun
Chidi Ngozi Olga Dmitri Svetlana Katarzyna Piotr Zsófia Anders Astrid Siobhán
"""
GIVEN_NAMES = tuple(_GIVEN.split())
_FAMILY = """
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson
Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young
Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter
Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Müller
Schmidt Schneider Fischer Weber Schröder Dubois Lefèvre Moreau Rossi Bianchi Romano Ferrari Silva Santos Oliveira Kim
Park Choi Wang Zhang Liu Chen Yang Huang Tanaka Suzuki Watanabe Yamamoto Patel Sharma Gupta Singh Khan Hussain
Abdullah Okafor Adeyemi Mensah Ivanov Petrova Kowalski Nowak Nagy Johansson Nielsen O'Brien McCarthy van-Dijk
"""
FAMILY_NAMES = tuple(_FAMILY.split())
_TITLES = ("Dr.", "Mr.", "Mrs.", "Ms.", "Prof.")
_NAME_TEXTS = (ALONE, "patient {}", "seen by {}", "signed out by {} in clinic", "Surgeon: {}", "sister of {}")
_NAME_COLUMNS = ("PATIENT_NAME", "Surgeon", "last name", "Contact person", "OPERATOR_NAME")
_STREETS = ("Main", "Oak", "Maple", "Washington", "Lincoln", "Cedar", "Park", "Elm", "Jefferson", "Lakeview", "Sunset")
_KINDS = ("Street", "St", "Avenue", "Ave", "Road", "Rd.", "Blvd", "Lane", "Drive", "Court")
_CITIES = ("Boston, MA", "Houston, TX", "Seattle, WA", "Durham, NC", "Nashville, TN", "Portland, OR", "Tampa, FL")
_ABROAD = ("Hauptstraße {}", "Lindenstr. {}", "{} rue de la Paix", "Via Roma {}", "Calle Mayor {}", "{} High Street")
_LIVES = (ALONE, "lives at {}", "Home address: {}", "moved to {} after surgery")
_ADDRESS_COLUMNS = ("ADDRESS", "Home address", "street")
_ZIP_COLUMNS = ("ZIP", "ZIP_CODE", "Postal code", "residence zip")
_ZIPS = ("02139", "10027", "60614", "94110", "77030", "98109", "27705", "37232", "19104", "63110", "30322", "48109")


def plain(name: str) -> str:
    """Return a name in ASCII letters only."""
    parts = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in parts if sign.isascii() and sign.isalpha())


def given(chance: random.Random) -> str:
    """Return a given name."""
    return chance.choice(GIVEN_NAMES)


def family(chance: random.Random) -> str:
    """Return a family name."""
    return chance.choice(FAMILY_NAMES)


def dicom_name(chance: random.Random) -> str:
    """Return a name as DICOM files write it."""
    return f"{family(chance).upper()}^{given(chance).upper()}^{chance.choice('ABCDEHJLMRST')}"


def full_name(chance: random.Random) -> str:
    """Return given and family name."""
    return f"{given(chance)} {family(chance)}"


def _street(chance: random.Random) -> str:
    return f"{chance.randint(2, 9800)} {chance.choice(_STREETS)} {chance.choice(_KINDS)}"


def _us_address(chance: random.Random) -> str:
    flat = chance.choice(("", "", f", Apt {chance.randint(1, 40)}{chance.choice('ABC')}"))
    return f"{_street(chance)}{flat}, {chance.choice(_CITIES)} {chance.choice(_ZIPS)}"


def _age(chance: random.Random) -> int:
    return chance.randint(90, 107)


_NAMES: dict[str, Make] = {
    "given_family": full_name,
    "family_given": lambda chance: f"{family(chance)}, {given(chance)}",
    "middle_initial": lambda chance: f"{given(chance)} {chance.choice('ABCDEFGHJKLMPRSTW')}. {family(chance)}",
    "family_initials": lambda chance: f"{family(chance)}, {chance.choice('ABCDEJKLMR')}.{chance.choice('ABCDEJKLM')}.",
    "capitals": lambda chance: full_name(chance).upper(),
    "lower_case": lambda chance: full_name(chance).lower(),
    "title": lambda chance: f"{chance.choice(_TITLES)} {family(chance)}",
    "title_full": lambda chance: f"{chance.choice(_TITLES)} {full_name(chance)}",
}
_AGES: dict[str, tuple[Make, tuple[str, ...]]] = {
    "years_old": (lambda chance: f"{_age(chance)} years old", (ALONE, "patient is {}", "{} at surgery")),
    "year_old": (lambda chance: f"{_age(chance)}-year-old", ("{} woman", "a {} man with melanoma")),
    "abbreviated": (lambda chance: f"{_age(chance)} {chance.choice(('yo', 'y/o', 'y.o.'))}", (ALONE, "{} male")),
    "keyword": (lambda chance: f"{_age(chance)}", ("age {}", "Age: {}", "aged {}", "age at diagnosis {}")),
}
_ADDRESSES: dict[str, Make] = {
    "street": _street,
    "us": _us_address,
    "post_box": lambda chance: f"P.O. Box {chance.randint(10, 9999)}",
    "abroad": lambda chance: chance.choice(_ABROAD).format(chance.randint(1, 240)),
}

WRITINGS: tuple[Writing, ...] = (
    *(Writing(Kind.NAME, name, Strength.WEAK, make, _NAME_TEXTS) for name, make in _NAMES.items()),
    Writing(Kind.NAME, "dicom", Strength.STRONG, dicom_name),
    Writing(Kind.NAME, "column", Strength.WEAK, full_name, columns=_NAME_COLUMNS),
    Writing(Kind.NAME, "family_column", Strength.WEAK, family, columns=_NAME_COLUMNS),
    *(Writing(Kind.ADDRESS, name, Strength.WEAK, make, _LIVES) for name, make in _ADDRESSES.items()),
    Writing(Kind.ADDRESS, "column", Strength.WEAK, _street, columns=_ADDRESS_COLUMNS),
    Writing(Kind.ZIP_CODE, "state", Strength.WEAK, lambda chance: chance.choice(_ZIPS), ("TX {}", "Durham, NC {}")),
    Writing(
        Kind.ZIP_CODE, "plus_four", Strength.WEAK, lambda chance: f"{chance.choice(_ZIPS)}-{filled('####', chance)}"
    ),
    Writing(Kind.ZIP_CODE, "keyword", Strength.WEAK, lambda chance: chance.choice(_ZIPS), ("ZIP {}", "zip code: {}")),
    Writing(Kind.ZIP_CODE, "column", Strength.WEAK, lambda chance: chance.choice(_ZIPS), columns=_ZIP_COLUMNS),
    Writing(Kind.ZIP_CODE, "british", Strength.WEAK, lambda chance: filled("SW1A %@@", chance), ("postcode {}",)),
    *(Writing(Kind.AGE, name, Strength.WEAK, make, frames) for name, (make, frames) in _AGES.items()),
    Writing(Kind.AGE, "column", Strength.WEAK, lambda chance: str(_age(chance)), columns=("AGE", "Age in years")),
)
