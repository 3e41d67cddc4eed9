"""Numbers of accounts, cards, licences and vehicles, and serial numbers of devices."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.labels import TOKEN, digits_of, has_digits, is_whole_with, labelled, numbered
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.writing import Writing

_VIN = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ"
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_CHECK, _VIN_TEN = 8, 10
_NINE = 9
_LEAST_CARD = 12


def is_iban(found: re.Match[str], _context: Context) -> bool:
    """Return whether the check digits of an account number are right."""
    text = "".join(found[0].split()).upper()
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def is_card(found: re.Match[str], _context: Context) -> bool:
    """Return whether the last digit of a card's number checks the others."""
    digits = [int(sign) for sign in digits_of(found[0])]
    doubled = [digit if place % 2 else (2 * digit - _NINE if 2 * digit > _NINE else 2 * digit)
               for place, digit in enumerate(reversed(digits), 1)]  # fmt: skip
    return len(digits) > _LEAST_CARD and sum(doubled) % 10 == 0


def is_vin(found: re.Match[str], _context: Context) -> bool:
    """Return whether the ninth sign of a vehicle's number checks the others, and letters and digits are mixed."""
    text = found[0].upper()
    values = [_VIN.index(sign) % 10 for sign in text]
    check = sum(value * weight for value, weight in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return text[_VIN_CHECK] == ("X" if check == _VIN_TEN else str(check)) and not text.isdigit()


WRITINGS = (
    Writing(
        kind=Kind.ACCOUNT,
        name="labelled",
        strength=Strength.STRONG,
        about="A token with four digits or more behind account, invoice, bank and the like",
        pattern=labelled("(?:bank )?account", "acct[.]?", "a/c", "invoice", "billing", "konto(?:nummer)?", "iban"),
        part=1,
        confirm=has_digits(4),
        examples=("Account number: 12345678", "acct. no. 00-1234", "invoice #2020-0001"),
        counterexamples=("account of 12345", "account: none"),
    ),
    Writing(
        kind=Kind.ACCOUNT,
        name="column",
        strength=Strength.STRONG,
        about="A token with four digits or more where the name says account",
        pattern=f"({TOKEN})",
        needs=frozenset([Meaning.ACCOUNT]),
        confirm=is_whole_with(4),
        named="billing_account",
        examples=("12345678",),
        counterexamples=("none", "A12", "A1234 and more"),
    ),
    Writing(
        kind=Kind.ACCOUNT,
        name="iban",
        strength=Strength.STRONG,
        about="A bank account with right check digits: DE89 3704 0044 0532 0130 00",
        pattern="[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?",
        is_folded=False,
        confirm=is_iban,
        examples=("DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819"),
        counterexamples=("DE89 3704 0044 0532 0130 01", "AA12ACGT", "de89370400440532013000"),
    ),
    Writing(
        kind=Kind.ACCOUNT,
        name="card",
        strength=Strength.STRONG,
        about="A payment card in groups of four, with a right check digit: 4111 1111 1111 1111",
        pattern="[3-6][0-9]{3}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}|3[47][0-9]{2}[ -][0-9]{6}[ -][0-9]{5}",
        before="0-9A-Za-z.-",
        after="0-9A-Za-z-",
        confirm=is_card,
        examples=("4111 1111 1111 1111", "5500-0000-0000-0004"),
        counterexamples=("4111 1111 1111 1112", "4111111111111111", "1234 5678 9012 3456"),
    ),
    Writing(
        kind=Kind.LICENCE,
        name="labelled",
        strength=Strength.STRONG,
        about="A token with four digits or more behind license number, certificate, passport, NPI, DEA and the like",
        pattern=labelled(
            "driver'?s?'? ?li[cs]en[cs]e", "medical li[cs]en[cs]e", "li[cs]en[cs]e(?: number| no[.]?| #)", "passport",
            "npi", "dea",
            "dln", "certificate(?: number| no[.]?| #)", "national id", "f[üu]hrerschein", "personalausweis", "dni",
            "visa number",
        ),
        part=1,
        confirm=has_digits(4),
        examples=("Driver's license: D1234567", "License number A-123456", "NPI 1234567893", "passport no. C01X00T47"),
        counterexamples=("License: CC BY 4.0", "Apache License 2.0", "passport: seen", "certificate 12345 1"),
    ),
    Writing(
        kind=Kind.LICENCE,
        name="column",
        strength=Strength.STRONG,
        about="A token with four digits or more where the name says license number, passport, NPI or DEA",
        pattern=f"({TOKEN})",
        needs=frozenset([Meaning.LICENCE]),
        confirm=is_whole_with(4),
        named="physician_npi",
        examples=("1234567893",),
        counterexamples=("none", "A12", "A1234 and more"),
    ),
    Writing(
        kind=Kind.VEHICLE,
        name="vin",
        strength=Strength.STRONG,
        about="Seventeen signs with a right check digit: 1M8GDM9AXKP042788",
        pattern="[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-TV-Y1-9][A-HJ-NPR-Z0-9]{3}[0-9]{4}",
        is_folded=False,
        confirm=is_vin,
        examples=("1M8GDM9AXKP042788", "VIN 1HGCM82633A004352."),
        counterexamples=("1M8GDM9AYKP042788", "1M8GDM9AXKP04278", "1m8gdm9axkp042788", "11111111111111111"),
    ),
    Writing(
        kind=Kind.VEHICLE,
        name="labelled",
        strength=Strength.STRONG,
        about="A token with two digits or more behind license plate, number plate, vehicle or VIN",
        pattern=labelled(
            "li[cs]en[cs]e plate", "number plate", "registration plate", "vin",
            "vehicle(?: number| no[.]?| id| #)",
            "kennzeichen", value="[0-9A-Za-z](?:[- ]?[0-9A-Za-z]){2,17}",
        ),
        part=1,
        confirm=has_digits(2),
        examples=("license plate: ABC-1234", "VIN: 1M8GDM9A", "number plate AB12 CDE"),
        counterexamples=("plate: none", "vehicle control 12"),
    ),
    Writing(
        kind=Kind.VEHICLE,
        name="plate",
        strength=Strength.STRONG,
        about="Two or three letters and two to four digits behind plate: plate no. ABC-1234",
        pattern=r"plate(?: ?(?:number|no[.]?|#))?[ :#=]{1,3}([A-Z]{2,3}[- ][0-9]{2,4}[A-Z]{0,3})",
        part=1,
        examples=("plate no. ABC-1234", "plate: AB 12CDE"),
        counterexamples=("plate 12", "plate A-12", "plate no. 96-1"),
    ),
    Writing(
        kind=Kind.VEHICLE,
        name="column",
        strength=Strength.STRONG,
        about="A token with two digits or more where the name says VIN or plate",
        pattern="([0-9A-Za-z](?:[- ]?[0-9A-Za-z]){2,17})",
        needs=frozenset([Meaning.VEHICLE]),
        confirm=is_whole_with(2),
        named="license_plate",
        examples=("ABC-1234",),
        counterexamples=("none", "A1", "AB 1234, sold"),
    ),
    Writing(
        kind=Kind.DEVICE,
        name="labelled",
        strength=Strength.STRONG,
        about="A token with three digits or more behind serial number, S/N, device id, UDI, IMEI, scanner id",
        pattern=labelled(
            "serial", "s/n", "sn[:#]", "device(?: serial)?", "udi", "imei", "implant", "pacemaker", "scan ?scope",
            *numbered("(?:scanner|instrument|camera)(?: serial)?"),
        ),
        part=1,
        confirm=has_digits(3),
        examples=(
            "Serial number: SS12345", "S/N 1234567", "ScanScope ID = SS1302", "device id: 00-1234",
            "IMEI 490154203237518",
        ),
        counterexamples=("serial sections 12", "device: none", "serial 12", "s/n low", "scanner: GT450"),
    ),
    Writing(
        kind=Kind.DEVICE,
        name="column",
        strength=Strength.STRONG,
        about="A token with three digits or more where the name says serial number or device id",
        pattern=f"({TOKEN})",
        needs=frozenset([Meaning.DEVICE]),
        confirm=is_whole_with(3),
        named="DeviceSerialNumber",
        examples=("SS12345",),
        counterexamples=("none", "A12", "A1234 and more"),
    ),
    Writing(
        kind=Kind.DEVICE,
        name="udi",
        strength=Strength.STRONG,
        about="A device's unique identifier with its marks: (01)00844588003288(17)141120",
        pattern="[(]01[)][0-9]{14}(?:[(](?:10|11|17|21)[)][0-9A-Za-z]{1,20}){0,4}",
        before="",
        examples=("(01)00844588003288(17)141120(10)7654321D",),
        counterexamples=("(01)0084458800328", "(02)00844588003288"),
    ),
)  # fmt: skip
