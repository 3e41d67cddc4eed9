"""Values that programs for de-identification put in: they say that something was there, not what."""

import re
from calendar import monthrange

# dcm4che, the RSNA's anonymizers, dicom-anonymizer, Orthanc and others.
_WORDS = re.compile(
    r"(anonym(ous|i[sz]ed|e)?|anon|removed|redacted|de-?identified|deid|no ?name|none|unknown|unspecified|dummy"
    r"|not ?(available|applicable|known|specified)|n/?a|x+|0+|\?+|-+|\.+|\*+)"
    r"[\s_^-]*([0-9]{1,6})?"
)
_DATES = frozenset({"19700101", "19991111", "99991231"})
_TIMES = re.compile(r"0*(\.0*)?|1{6}|0{2}(:0{2}){1,2}(\.0*)?")
_EARLIEST, _LATEST = 1950, 2049


def is_dummy(text: str, vr: str) -> bool:
    """Say whether all values in an element are ones that nobody ever had."""
    return all(_is_dummy(value.strip(), vr) for value in text.split("\\"))


def _is_dummy(value: str, vr: str) -> bool:
    if not value:
        return True
    match vr:
        case "DA":
            return _is_no_date(re.sub(r"[.\-/]", "", value))
        case "DT":
            return _is_no_date(value[:8].ljust(8, "0") if value[:4].isdigit() else value)
        case "TM":
            return bool(_TIMES.fullmatch(value))
        case _:
            words = value.replace("^", " ").replace("=", " ").strip(" <>[](){}").casefold()
            return not words or bool(_WORDS.fullmatch(words))


def _is_no_date(value: str) -> bool:
    """A year before all photography, or one of the dates that programs write."""
    return value in _DATES or (value[:4].isdigit() and len(value) >= 4 and int(value[:4]) <= 1900)


def has_date(uid: str) -> bool:
    """Say whether a part of a UID is a moment, as many devices write them; not where UIDs are random by their root."""
    return not uid.startswith(("1.2.840.10008.", "2.25.")) and any(_is_moment(part) for part in uid.split("."))


def _is_moment(part: str) -> bool:
    if len(part) != 8 and not 12 <= len(part) <= 20:
        return False
    if not part.isascii() or not part.isdigit():
        return False
    year, month, day = int(part[:4]), int(part[4:6]), int(part[6:8])
    if not _EARLIEST <= year <= _LATEST or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return False
    return len(part) == 8 or (int(part[8:10]) < 24 and int(part[10:12]) < 60)
