"""What a column, tag or field is about, by the words of its name: a bare number means little without it."""

import re
from enum import StrEnum
from functools import lru_cache

_BETWEEN = re.compile(r"[^A-Z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")
_KEPT = 10_000


class Meaning(StrEnum):
    """What the values of a column may be."""

    DATE = "date"
    TIME = "time"
    BIRTH = "birth"
    AGE = "age"
    DAYS = "days"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    SSN = "ssn"
    ZIP = "zip"
    ADDRESS = "address"
    RECORD = "record"
    PLAN = "plan"
    ACCOUNT = "account"
    LICENCE = "licence"
    DEVICE = "device"
    VEHICLE = "vehicle"
    NETWORK = "network"
    VERSION = "version"


# Words of a name, in capitals; several in a row are written with a blank.
WORDS: dict[Meaning, tuple[str, ...]] = {
    Meaning.DATE: ("DATE", "DATES", "DT", "DATETIME", "DOB", "DOD", "BIRTHDAY", "BIRTHDATE", "DATUM"),
    Meaning.TIME: ("DATE", "TIME", "DATETIME", "TIMESTAMP", "EPOCH", "ACQUIRED", "CREATED", "MODIFIED", "UPDATED"),
    Meaning.BIRTH: ("DOB", "BIRTHDAY", "BIRTHDATE", "BIRTH DATE", "DATE OF BIRTH", "BIRTH", "BORN"),
    Meaning.AGE: ("AGE", "AGES"),
    Meaning.DAYS: ("DAY", "DAYS"),
    Meaning.NAME: (
        "PATIENT NAME", "FIRST NAME", "LAST NAME", "MIDDLE NAME", "FULL NAME", "GIVEN NAME", "FAMILY NAME",
        "MAIDEN NAME", "FIRSTNAME", "LASTNAME", "FULLNAME", "SURNAME", "FORENAME", "PATIENTNAME", "SUBJECT NAME",
        "PARTICIPANT NAME", "PERSON NAME", "PHYSICIAN", "PHYSICIANS", "OPERATOR", "OPERATORS", "PATHOLOGIST",
        "TECHNICIAN", "EXPERIMENTER", "SURGEON", "INVESTIGATOR", "CONTACT NAME", "NEXT OF KIN", "ARTIST",
        "CONTACT PERSON",
    ),
    Meaning.PHONE: ("PHONE", "TELEPHONE", "FAX", "MOBILE", "TEL", "CELLPHONE", "PHONENUMBER"),
    Meaning.EMAIL: ("EMAIL", "MAIL", "E MAIL"),
    Meaning.SSN: ("SSN", "SOCIAL SECURITY"),
    Meaning.ZIP: ("ZIP", "ZIPCODE", "POSTCODE", "POSTAL", "POSTALCODE", "PLZ"),
    Meaning.ADDRESS: ("ADDRESS", "STREET", "ADDR", "RESIDENCE"),
    Meaning.RECORD: (
        "MRN", "MEDICAL RECORD", "PATIENT ID", "PATIENTID", "ACCESSION", "ACCESSION NUMBER", "HOSPITAL NUMBER",
        "CHART NUMBER", "CASE NUMBER",
    ),
    Meaning.PLAN: ("INSURANCE", "HEALTH PLAN", "MEMBER ID", "SUBSCRIBER", "BENEFICIARY", "MEDICARE", "MEDICAID"),
    Meaning.ACCOUNT: ("ACCOUNT", "ACCT", "IBAN", "CREDIT CARD", "INVOICE"),
    Meaning.LICENCE: ("LICENCE NUMBER", "LICENSE NUMBER", "LICENSE NO", "LICENCE NO", "NPI", "DEA", "PASSPORT"),
    Meaning.DEVICE: ("SERIAL", "SERIAL NUMBER", "DEVICE ID", "UDI", "IMEI", "DEVICE SERIAL"),
    Meaning.VEHICLE: ("VIN", "LICENSE PLATE", "LICENCE PLATE", "NUMBER PLATE", "VEHICLE"),
    Meaning.NETWORK: ("IP", "IP ADDRESS", "HOST", "HOSTNAME", "MAC ADDRESS"),
    Meaning.VERSION: ("VERSION", "VERSIONS", "SOFTWARE", "RELEASE", "BUILD"),
}  # fmt: skip


@lru_cache(maxsize=_KEPT)
def meanings_of(name: str) -> frozenset[Meaning]:
    """Return what a name says of its values: ``DATE_OF_BIRTH``, ``dateOfBirth`` and ``date of birth`` say the same."""
    words = f" {' '.join(word for word in _BETWEEN.split(_CAMEL.sub('_', name.strip()).upper()) if word)} "
    return frozenset(meaning for meaning, known in WORDS.items() if any(f" {one} " in words for one in known))


def is_plain(meanings: frozenset[Meaning]) -> bool:
    """Return whether numbers in a column are nothing but numbers: its name says nothing, or days, or a version."""
    if Meaning.DAYS in meanings:
        return meanings <= {Meaning.DAYS, Meaning.AGE}
    return meanings <= {Meaning.VERSION}
