"""Ways to reach a person: addresses of mail, telephone and fax numbers of many countries, addresses of pages."""

import random

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy.persons import FAMILY_NAMES, GIVEN_NAMES, plain
from theatrum.checks.synthesis.privacy.planted import ALONE, Make, Writing, digits, filled

_HOSTS = ("mercyclinic", "onkologie-nord", "stjohnshospital", "cancerlab", "path-core", "uni-med", "healthnet", "mail")
_ENDINGS = ("org", "edu", "com", "de", "co.uk", "net", "ac.jp", "ca", "gov", "health")
_AREA_CODES = ("212", "617", "415", "713", "312", "206", "404", "305", "858", "919", "314", "412")
# Numbers as their countries write them from abroad, in groups.
_ABROAD = (
    "+44 20 7### ####",
    "+44 161 4## ####",
    "+49 30 %#######",
    "+49 6221 56####",
    "+33 1 4# ## ## ##",
    "+39 02 %### ####",
    "+34 91 %## ## ##",
    "+41 44 %## ## ##",
    "+43 1 %######",
    "+31 20 %## ####",
    "+46 8 %## ### ##",
    "+45 33 ## ## ##",
    "+61 2 9### ####",
    "+81 3 3### ####",
    "+86 10 6### ####",
    "+91 11 2### ####",
    "+55 11 3### ####",
    "+52 55 5### ####",
    "+972 3 6## ####",
    "+82 2 7## ####",
)
# As they are written at home: nothing but the groups tells them from other numbers.
_AT_HOME = ("020 7### ####", "030 %#######", "01 4# ## ## ##", "06221 56####", "(02) 9### ####")
_CALL = (ALONE, "call {} with questions", "contact: {}", "Tel. {}", "phone {}, ask for the nurse", "Fax: {}")
_PHONE_COLUMNS = ("PHONE", "Telephone", "contact phone", "FAX_NUMBER")
_MAIL = (ALONE, "contact {} for blocks", "Questions to {}.", "<{}>", "mailto:{}", "sent by {}; approved")
_LINKS = (ALONE, "see {}", "Report: {} (login needed)")


def _mail(chance: random.Random) -> str:
    given, family = plain(chance.choice(GIVEN_NAMES)).lower(), plain(chance.choice(FAMILY_NAMES)).lower()
    person = chance.choice((f"{given}.{family}", f"{given[0]}{family}", f"{family}{chance.randint(1, 99)}", given))
    return f"{person}@{_host(chance)}"


def _host(chance: random.Random) -> str:
    return f"{chance.choice(_HOSTS)}{chance.randint(2, 9999)}.{chance.choice(_ENDINGS)}"


def _american(pattern: str) -> Make:
    return lambda chance: pattern.format(chance.choice(_AREA_CODES), filled("%##", chance), filled("####", chance))


def _abroad(chance: random.Random) -> str:
    return filled(chance.choice(_ABROAD), chance)


def _page(chance: random.Random) -> str:
    return f"https://portal.{_host(chance)}/patients/{digits(chance, 6)}"


def _person_page(chance: random.Random) -> str:
    given, family = chance.choice(GIVEN_NAMES), chance.choice(FAMILY_NAMES)
    return f"www.{_host(chance)}/people/{plain(given)}-{plain(family)}".lower()


_STRONG_PHONES: dict[str, Make] = {
    "us_brackets": _american("({}) {}-{}"),
    "us_dashes": _american("{}-{}-{}"),
    "us_dots": _american("{}.{}.{}"),
    "us_blanks": _american("{} {} {}"),
    "us_country": _american("+1 {} {} {}"),
    "us_country_dashes": _american("1-{}-{}-{}"),
    "us_country_plain": _american("+1{}{}{}"),
    "us_extension": lambda chance: f"{_american('({}) {}-{}')(chance)} ext. {digits(chance, 3)}",
    "international": _abroad,
    "international_plain": lambda chance: _abroad(chance).replace(" ", ""),
    "international_dashes": lambda chance: _abroad(chance).replace(" ", "-"),
    "international_zeros": lambda chance: _abroad(chance).replace("+", "00"),
    "international_trunk": lambda chance: filled("+44 (0)20 7### ####", chance),
}
_STRONG_MAILS: dict[str, Make] = {
    "plain": _mail,
    "capitals": lambda chance: _mail(chance).upper(),
    "tagged": lambda chance: _mail(chance).replace("@", f"+htan{chance.randint(1, 9)}@"),
    "department": lambda chance: _mail(chance).replace("@", "@pathology."),
}

WRITINGS: tuple[Writing, ...] = (
    *(Writing(Kind.EMAIL, name, Strength.STRONG, make, _MAIL) for name, make in _STRONG_MAILS.items()),
    Writing(Kind.EMAIL, "spelt_out", Strength.WEAK, lambda chance: _mail(chance).replace("@", " [at] "), _MAIL),
    *(Writing(Kind.PHONE, name, Strength.STRONG, make, _CALL) for name, make in _STRONG_PHONES.items()),
    Writing(Kind.PHONE, "keyword", Strength.STRONG, _american("{}{}{}"), ("Tel: {}", "phone {}", "fax no. {}")),
    Writing(Kind.PHONE, "home", Strength.WEAK, lambda chance: filled(chance.choice(_AT_HOME), chance), _CALL),
    Writing(Kind.PHONE, "column", Strength.WEAK, _american("{}{}{}"), columns=_PHONE_COLUMNS),
    Writing(Kind.URL, "https", Strength.STRONG, _page, _LINKS),
    Writing(Kind.URL, "ftp", Strength.STRONG, lambda chance: f"ftp://{_host(chance)}/outgoing/{digits(chance, 4)}"),
    Writing(Kind.URL, "www", Strength.WEAK, _person_page, _LINKS),
)
