"""Numbers and codes that somebody was given: by the state, a hospital, an insurer, a bank, a maker."""

import random

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy.planted import ALONE, Make, Writing, digits, filled, letters

_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", [*map(int, "12345678123457923456789"), *range(10)], strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_RECORD = ("MRN {}", "MRN: {}", "mrn={}", "Medical record number {}", "Patient ID: {}", "hospital no. {}", "chart # {}")
_ACCESSION = ("accession {}", "Accession no. {}", "path case {}", "Acc#: {}")
_PLAN = (
    "Member ID: {}",
    "insurance no. {}",
    "policy number {}",
    "Health plan ID {}",
    "subscriber ID {}",
    "Medicaid {}",
)
_ACCOUNT = ("account no. {}", "Acct# {}", "Account number: {}", "billing account {}")
_LICENCE = ("driver's license {}", "License no. {}", "DEA number {}", "NPI {}", "passport no. {}", "certificate # {}")
_SERIAL = ("S/N {}", "serial number {}", "Serial No: {}", "device ID {}", "pacemaker serial {}", "ScanScope ID = {}")


def social_security(chance: random.Random, separator: str) -> str:
    """Return a number of the form of the American social security."""
    area = chance.choice([number for number in range(1, 900) if number != 666])
    return separator.join((f"{area:03d}", f"{chance.randint(1, 99):02d}", f"{chance.randint(1, 9999):04d}"))


def record_number(chance: random.Random) -> str:
    """Return the number of a patient in a hospital's records."""
    return chance.choice((digits(chance, 7), digits(chance, 8), f"{letters(chance, 1)}{digits(chance, 7)}"))


def accession(chance: random.Random) -> str:
    """Return the number of a case in pathology."""
    year = chance.randint(5, 23)
    short = f"{chance.choice(('S', 'SP', 'H', 'SU', 'B'))}{year:02d}-{digits(chance, 5)}"
    return chance.choice((short, f"SP-{year:02d}-{digits(chance, 6)}", f"S-20{year:02d}-{digits(chance, 6)}"))


def _vin(chance: random.Random) -> str:
    signs = chance.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=11) + list(filled("######", chance))
    signs[0] = chance.choice("12345JKSVWZ")
    signs[9] = chance.choice("ABCDEFGHJKLMNPRSTVWXY123456789")  # the model's year
    total = sum(_VIN_VALUES[sign] * weight for sign, weight in zip(signs, _VIN_WEIGHTS, strict=True))
    signs[8] = "X" if total % 11 == 10 else str(total % 11)
    return "".join(signs)


def _card(chance: random.Random) -> str:
    body = chance.choice(("4", "51", "55")) + filled("###############", chance)
    body = body[:15]
    doubled = (int(sign) * (2 if place % 2 == 0 else 1) for place, sign in enumerate(body))
    check = -sum(number - 9 if number > 9 else number for number in doubled) % 10
    whole = f"{body}{check}"
    return " ".join(whole[start : start + 4] for start in range(0, 16, 4))


def _iban(chance: random.Random) -> str:
    body = filled("37040044##########", chance)
    check = 98 - int(f"{body}131400") % 97  # D and E are 13 and 14
    return f"DE{check:02d}{body}"


def _medicare(chance: random.Random) -> str:
    return filled("%@@#-@@#-@@##", chance)


def _licence(chance: random.Random) -> str:
    return chance.choice((f"{letters(chance, 1)}{digits(chance, 7)}", f"{letters(chance, 2)}{digits(chance, 7)}"))


def _serial(chance: random.Random) -> str:
    return chance.choice((f"SS{digits(chance, 5)}", f"{letters(chance, 2)}-{digits(chance, 6)}", digits(chance, 8)))


def _strong(kind: Kind, name: str, make: Make, *frames: str) -> Writing:
    return Writing(kind, name, Strength.STRONG, make, frames or (ALONE,))


def _weak(kind: Kind, name: str, make: Make, *frames: str, columns: tuple[str, ...] = ()) -> Writing:
    return Writing(kind, name, Strength.WEAK, make, frames or (ALONE,), columns)


WRITINGS: tuple[Writing, ...] = (
    _strong(Kind.SSN, "dashes", lambda chance: social_security(chance, "-"), ALONE, "SSN {}", "ssn: {} on file"),
    _strong(Kind.SSN, "blanks", lambda chance: social_security(chance, " "), "SSN {}", "social security no. {}"),
    _strong(Kind.SSN, "keyword", lambda chance: social_security(chance, ""), "SSN {}", "SSN: {}", "ssn={}"),
    _weak(Kind.SSN, "column", lambda chance: social_security(chance, ""), columns=("SSN", "Social security number")),
    _strong(Kind.MEDICAL_RECORD, "keyword", record_number, *_RECORD),
    _strong(Kind.MEDICAL_RECORD, "accession", accession, *_ACCESSION),
    _weak(Kind.MEDICAL_RECORD, "column", record_number, columns=("MRN", "Patient ID", "Medical record no")),
    _weak(Kind.CODE, "accession", accession, ALONE, "block from {}", "see {} for the frozen"),
    _strong(Kind.HEALTH_PLAN, "keyword", lambda chance: f"{letters(chance, 3)}{digits(chance, 9)}", *_PLAN),
    _weak(Kind.HEALTH_PLAN, "medicare", _medicare, ALONE, "Medicare {}"),
    _strong(Kind.ACCOUNT, "keyword", lambda chance: digits(chance, 9), *_ACCOUNT),
    _weak(Kind.ACCOUNT, "card", _card, ALONE, "paid with {}"),
    _weak(Kind.ACCOUNT, "iban", _iban, ALONE, "IBAN {}"),
    _strong(Kind.LICENCE, "keyword", _licence, *_LICENCE),
    _weak(Kind.VEHICLE, "vin", _vin, ALONE, "drives {}"),
    _strong(Kind.VEHICLE, "keyword", _vin, "VIN {}", "VIN: {}", "vehicle id {}"),
    _strong(Kind.VEHICLE, "plate", lambda chance: filled("@@@-####", chance), "license plate {}", "plate no. {}"),
    _strong(Kind.DEVICE, "keyword", _serial, *_SERIAL),
    _weak(Kind.DEVICE, "udi", lambda chance: filled("(01)0########%####(21)@####", chance)),
    _weak(Kind.DEVICE, "column", _serial, columns=("Scanner serial", "DEVICE_ID", "serial number")),
)
