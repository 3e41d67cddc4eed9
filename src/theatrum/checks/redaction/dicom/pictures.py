"""Whether a DICOM file is the picture of a label, or shows one: then no header makes it fit to be sent."""

from dataclasses import dataclass, field

from theatrum.checks.redaction.wishes import Part, Refused, Wishes

_IMAGE_TYPE = 0x00080008
_LABEL_IN_IMAGE = 0x00480010
_PARTS = {
    "LABEL": (Part.LABEL, "the label of a slide"),
    "OVERVIEW": (Part.MACRO, "a whole slide with its label"),
    "LOCALIZER": (Part.MACRO, "a whole slide with its label"),
    "THUMBNAIL": (Part.THUMBNAIL, "a slide in small"),
}


@dataclass(slots=True)
class Pictures:
    """What the header says of the image."""

    _shows: dict[Part, str] = field(default_factory=dict)

    def value(self, tag: int, text: str) -> None:
        """Take note of a value of the data set."""
        if tag == _IMAGE_TYPE:
            self._shows.update(_PARTS[part] for word in text.split("\\") if (part := word.strip()) in _PARTS)
        elif tag == _LABEL_IN_IMAGE and text == "YES":
            self._shows.setdefault(Part.LABEL, "a slide with its label in the image")

    def must_be_wanted(self, wishes: Wishes) -> None:
        """Raise Refused where the image is one of those that are to be taken out."""
        for part, what in self._shows.items():
            if part in wishes.dropped:
                fix = f"Leave the file out of the submission, or keep it with --keep {part} where nothing can be read."
                raise Refused(f"Its image is {what}.", fix)
