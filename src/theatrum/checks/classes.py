"""The classes of identifying data, how sure a sign of one is, and what kind of place it stands in.

They stand below the profile, whose policy speaks of them, and below the detectors.
"""

from enum import StrEnum


class Kind(StrEnum):
    """The classes of identifying data; the number is that of the list of HIPAA's Safe Harbor rule."""

    NAME = "name"  # 1
    ADDRESS = "address"  # 2
    ZIP_CODE = "zip_code"  # 2
    DATE = "date"  # 3, all but a year alone
    AGE = "age"  # 3, over 89
    PHONE = "phone"  # 4 and 5: nothing in a number tells a fax
    EMAIL = "email"  # 6
    SSN = "ssn"  # 7
    MEDICAL_RECORD = "medical_record"  # 8, and accession numbers
    HEALTH_PLAN = "health_plan"  # 9
    ACCOUNT = "account"  # 10
    LICENCE = "licence"  # 11
    VEHICLE = "vehicle"  # 12
    DEVICE = "device"  # 13
    URL = "url"  # 14
    ADDRESS_IP = "ip_address"  # 15
    ADDRESS_MAC = "mac_address"  # 15
    PATH = "path"  # 18: names of users and machines in paths of files
    CODE = "code"  # 18: any other code that may be a person's or a specimen's elsewhere
    FREE_TEXT = "free_text"  # several weak signs together
    PICTURE = "picture"  # 17, and labels of slides


class Strength(StrEnum):
    """How sure a writing is: of a strong one nearly every hit is right, a weak one wants a look."""

    STRONG = "strong"
    WEAK = "weak"


class Where(StrEnum):
    """What kind of place a text stands in."""

    CELL = "cell"
    NAME = "name"  # of a file, a folder, a member of an archive
    HEADER = "header"  # of a file: tags, properties, comments
    TEXT = "text"  # a document, a description, a wiki page
