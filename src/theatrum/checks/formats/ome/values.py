"""The types of values in OME-XML: whether a text is one."""

import re

_INT32, _INT64 = 2**31, 2**63
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|-?INF|NaN")
_PATTERNS = {
    "boolean": re.compile(r"true|false|0|1"),
    "dateTime": re.compile(
        r"-?[0-9]{4,9}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"
    ),
    "base64Binary": re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"),
    "Hex40": re.compile(r"[0-9A-Fa-f]{40}"),
    "UniversallyUniqueIdentifier": re.compile(r"urn:uuid:[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
}
# Least and largest whole number.
_WHOLES = {
    "int": (-_INT32, _INT32 - 1),
    "Color": (-_INT32, _INT32 - 1),
    "PositiveInt": (1, _INT32 - 1),
    "NonNegativeInt": (0, _INT32 - 1),
    "long": (-_INT64, _INT64 - 1),
    "NonNegativeLong": (0, _INT64 - 1),
}
_FLOATS = frozenset({"float", "double", "PositiveFloat", "NonNegativeFloat", "PercentFraction"})
_WORDS = {
    "PositiveInt": "a whole number from 1",
    "NonNegativeInt": "a whole number from 0",
    "NonNegativeLong": "a whole number from 0",
    "PositiveFloat": "a number above 0",
    "NonNegativeFloat": "a number from 0",
    "PercentFraction": "a number from 0 to 1",
    "UniversallyUniqueIdentifier": "of the form urn:uuid: and 32 hexadecimal digits in groups",
    "base64Binary": "base64",
    "boolean": "true or false",
    "dateTime": "a date and time",
}


def fits(text: str, kind: str) -> bool:
    """Say whether a text is a value of a type of the schema, one that is no list of values."""
    value = "".join(text.split()) if kind == "base64Binary" else text.strip()
    if kind in _WHOLES:
        least, most = _WHOLES[kind]
        return bool(_WHOLE.fullmatch(value)) and least <= int(value) <= most
    if kind in _FLOATS:
        return bool(_FLOAT.fullmatch(value)) and _in_range(value, kind)
    if kind in _PATTERNS:
        return bool(_PATTERNS[kind].fullmatch(value))
    if is_identifier(kind):
        return bool(re.fullmatch(rf"(urn:lsid:[\w\-.]+:)?{kind.removesuffix('ID')}:\S+", value))
    return True


def is_identifier(kind: str) -> bool:
    """Say whether a type is one of identifiers, such as ``ImageID``."""
    return kind.endswith("ID")


def wording(kind: str) -> str:
    """Return what a value of a type is, completing "must be"."""
    if is_identifier(kind):
        return f"of the form {kind.removesuffix('ID')}: and a number"
    return _WORDS.get(kind, "a number" if kind in _FLOATS else "a whole number")


def _in_range(value: str, kind: str) -> bool:
    number = float(value.replace("INF", "inf"))
    if kind == "PositiveFloat":
        return number > 0
    if kind == "NonNegativeFloat":
        return number >= 0
    return kind != "PercentFraction" or 0 <= number <= 1
