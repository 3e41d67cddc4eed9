"""What a finding of each class says: what was seen and what to do about it, never the text itself."""

from theatrum.checks.privacy.hits import Kind, Where

# Reads after "has".
SEEN = {
    Kind.NAME: "what may be the name of a person",
    Kind.ADDRESS: "what may be the address of a place",
    Kind.ZIP_CODE: "what may be a postal code",
    Kind.DATE: "a calendar date",
    Kind.AGE: "an age so high that it may say who it is",
    Kind.PHONE: "a phone or fax number",
    Kind.EMAIL: "an e-mail address",
    Kind.SSN: "a social security number",
    Kind.MEDICAL_RECORD: "what may be the number of a medical record or accession",
    Kind.HEALTH_PLAN: "what may be the number of a health plan",
    Kind.ACCOUNT: "what may be the number of an account",
    Kind.LICENCE: "what may be the number of a licence or certificate",
    Kind.VEHICLE: "what may be the number of a vehicle",
    Kind.DEVICE: "what may be the serial number of a device",
    Kind.URL: "a web address",
    Kind.ADDRESS_IP: "an IP address",
    Kind.ADDRESS_MAC: "a MAC address",
    Kind.PATH: "a path that names a user or a machine",
    Kind.CODE: "a code that may be a person's elsewhere",
    Kind.FREE_TEXT: "free text that tells several things of one person",
    Kind.PICTURE: "a picture that may show who somebody is",
}
_REMOVE = "Remove it; where it means no person, ask your liaison to allow it."
_INSTEAD = {
    Kind.DATE: "Remove it, or write the days since birth; `theatrum dates` converts columns of dates.",
    Kind.AGE: "Have your liaison review it before the data are staged.",
    Kind.NAME: "Remove it; a person is an identifier of the network only.",
    Kind.FREE_TEXT: "Say it in the attributes of the data model, and leave the story out.",
    Kind.PICTURE: "Remove the picture, or black out what identifies.",
    Kind.PATH: "Name the file alone, without the folders of your machine.",
    Kind.URL: "Remove it, unless everybody may know it.",
}
_PLACES = {
    Where.NAME: "Rename it: a name must not say who somebody is, or when.",
    Where.HEADER: "theatrum redact writes a copy without it.",
}


# Reads after "holds", of a field: all that stands in it is told by the field's name.
_HELD = {Kind.DATE: "a date or a time", Kind.FREE_TEXT: "free text"}


def message(kind: Kind, where: Where, name: str | None) -> str:
    """Return what was seen and where, in a sentence."""
    subject = name or {Where.NAME: "The name", Where.HEADER: "The header"}.get(where, "The text")
    return f"{subject} has {SEEN[kind]}."


def fix(kind: Kind, where: Where) -> str:
    """Return what to do."""
    return _PLACES.get(where) or _INSTEAD.get(kind, _REMOVE)


def field_message(kind: Kind, name: str) -> str:
    """Return the sentence about a field that must be empty and is not."""
    if kind is Kind.PICTURE:
        return f"It has a picture that may show who somebody is: {name}."
    if kind is Kind.DATE and name.endswith("UID"):
        return f"{name} has {SEEN[kind]} in it, and needs one that says nothing."
    if kind is Kind.CODE:
        return f"{name} may hold identifiers of the network only, and holds {SEEN[kind]}."
    return f"{name} must be empty, and holds {_HELD.get(kind, SEEN[kind])}."
