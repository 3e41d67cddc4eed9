"""What DICOM's dictionary says of a tag: its type (VR) and its keyword; private tags by whom they belong to."""

from functools import cache


@cache
def vr_of(tag: int) -> str:
    """Return the VR of a tag, ``UN`` where the dictionary has none."""
    from pydicom.datadict import dictionary_VR  # slow import

    if tag & 0xFFFF == 0:
        return "UL"
    if is_private(tag):
        return "LO" if 0x10 <= tag & 0xFFFF <= 0xFF else "UN"
    try:
        # Where several are possible they are kinds of numbers or bytes: any does.
        return dictionary_VR(tag).split(" or ", 1)[0]
    except KeyError:
        return "UN"


@cache
def keyword_of(tag: int) -> str:
    """Return the keyword of a tag, such as ``PatientName``; ``Private`` or ``Unknown`` where there is none."""
    from pydicom.datadict import dictionary_keyword  # slow import

    if is_private(tag):
        return "Private"
    try:
        return dictionary_keyword(tag) or "Unknown"
    except KeyError:
        return "Unknown"


def private_vr(tag: int, creator: str) -> str | None:
    """Return the VR of a private tag of a known maker, None where it is not known."""
    from pydicom.datadict import private_dictionary_VR  # slow import

    try:
        return private_dictionary_VR(tag, creator)
    except KeyError:
        return None


def is_private(tag: int) -> bool:
    """Say whether a tag is nobody's but its maker's."""
    return bool(tag >> 16 & 1)
