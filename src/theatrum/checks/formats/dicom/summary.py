"""What a DICOM file as a whole says: facts, pictures for a reviewer, and what is to be noted once."""

import re
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.dicom.elements import Element, tagged
from theatrum.checks.formats.inspection import Notes, Picture

# Values of codes that are facts: a file may have anything in such a field, even a name.
_TYPES = frozenset(
    ["ORIGINAL", "DERIVED", "PRIMARY", "SECONDARY", "VOLUME", "LABEL", "OVERVIEW", "THUMBNAIL", "LOCALIZER", "NONE"]
) | {"RESAMPLED", "AXIAL", "OTHER", "MIXED"}
_KNOWN = {
    "IMAGE_MODALITY": frozenset(
        ["AR", "CR", "CT", "DX", "ES", "GM", "IO", "MG", "MR", "NM", "OP", "OT", "PT", "PX", "RF", "SC", "SEG", "SM"]
    )
    | {"ANN", "SR", "US", "XA", "XC"},
    "PHOTOMETRIC_INTERPRETATION": frozenset(
        ["MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"]
    ),
}
_WHOLE = re.compile(r"[0-9]{1,9}")
_FRACTION = re.compile(r"[0-9]{0,6}\.?[0-9]{1,17}([eE]-?[0-9]{1,2})?")
_PICTURES = {"LABEL": "label", "OVERVIEW": "macro", "LOCALIZER": "macro", "THUMBNAIL": "thumbnail"}
_NESTED_PICTURES = {0x00880200: "thumbnail", 0x00101100: "photo"}  # icon, photo of the patient
_SHARED, _PIXEL_SPACING = 0x52009229, 0x00280030
_SHOWN = 5
_CODES = {
    0x00080060: "IMAGE_MODALITY",
    0x00280004: "PHOTOMETRIC_INTERPRETATION",
}
_ANSWERS = {
    0x00120062: "identity_removed",
    0x00280301: "burned_in",
    0x00280302: "recognizable",
    0x00480010: "label_in_image",
}
_NUMBERS = {
    0x00280002: "SAMPLES_PER_PIXEL",
    0x00280008: "NUMBER_OF_FRAMES",
    0x00280010: "rows",
    0x00280011: "columns",
    0x00480006: "matrix_columns",
    0x00480007: "matrix_rows",
    0x00480303: "SIZE_Z",
}
_IMAGE_TYPE = 0x00080008


@dataclass(slots=True)
class Summary:
    """What is collected while a file is walked over."""

    notes: Notes
    _numbers: dict[str, int] = field(default_factory=dict)
    _answers: dict[str, bool] = field(default_factory=dict)
    _type: tuple[str, ...] = ()
    _private: list[str] = field(default_factory=list)
    _characteristics: list[str] = field(default_factory=list)
    _has_pixels: bool = False

    def value(self, element: Element, text: str) -> None:
        """Remember a value that a fact is made of. Only numbers and codes: no free text is a fact."""
        if element.tag == _PIXEL_SPACING and element.parents[:1] in ((), (_SHARED,)):
            self._spacing(text)
        if element.parents:
            return
        if element.tag == _IMAGE_TYPE:
            self._type = tuple(part.strip() for part in text.split("\\")[:8] if part.strip() in _TYPES)
        elif (name := _NUMBERS.get(element.tag)) and _WHOLE.fullmatch(text):
            self._numbers[name] = int(text)
        elif (name := _CODES.get(element.tag)) and text in _KNOWN[name]:
            self.notes.fact(name, text)
        elif (name := _ANSWERS.get(element.tag)) and text in ("YES", "NO"):
            self._answers[name] = text == "YES"

    def private(self, element: Element) -> None:
        """Remember a private attribute."""
        self._private.append(element.place if len(self._private) < _SHOWN else "")

    def characteristic(self, element: Element) -> None:
        """Remember a property of the patient, such as sex, that the basic profile asks to remove."""
        self._characteristics.append(tagged(element.tag))

    def overlay(self, element: Element) -> None:
        """Remember graphics above the image, or a document."""
        self.notes.budget.spend(structures=1)
        self.notes.pictures.append(Picture("photo", self.notes.placed(element.place), 0, 0, 0))

    def sequence(self, element: Element) -> None:
        """Remember a sequence that has a picture in it."""
        kind = _NESTED_PICTURES.get(element.tag)
        if kind and element.length:
            self.notes.budget.spend(structures=1)
            self.notes.pictures.append(Picture(kind, self.notes.placed(element.place), 0, 0, 0))

    def pixels(self, element: Element) -> None:
        """Remember that the file has an image."""
        self._has_pixels = self._has_pixels or not element.parents

    def finish(self) -> None:
        """Note facts, the image where it is one to be looked at, and what is wrong with the file as a whole."""
        width = self._numbers.get("matrix_columns") or self._numbers.get("columns", 0)
        height = self._numbers.get("matrix_rows") or self._numbers.get("rows", 0)
        self._facts(width, height)
        if self._has_pixels:
            self._image(width, height)
        self._identity()
        self._told(
            "dicom_private",
            self._private,
            "private attributes, which only their maker can read",
            "Remove them, or say in your plan why they are safe",
        )
        self._told(
            "dicom_characteristics",
            self._characteristics,
            "properties of the patient",
            "Remove what your plan does not let stay",
        )

    def _facts(self, width: int, height: int) -> None:
        if width and height:
            self.notes.fact("SIZE_X", width)
            self.notes.fact("SIZE_Y", height)
        for name in ("SAMPLES_PER_PIXEL", "NUMBER_OF_FRAMES", "SIZE_Z"):
            if name in self._numbers:
                self.notes.fact(name, self._numbers[name])
        if self._type:
            self.notes.fact("IMAGE_TYPE", self._type)
        if "identity_removed" in self._answers:
            self.notes.fact("DE_IDENTIFIED", self._answers["identity_removed"])

    def _image(self, width: int, height: int) -> None:
        kinds = [_PICTURES[part] for part in self._type if part in _PICTURES]
        if self._answers.get("label_in_image"):
            kinds.append("label")
        if self._answers.get("burned_in") or self._answers.get("recognizable"):
            kinds.append("photo")
        for kind in dict.fromkeys(kinds):
            self.notes.budget.spend(structures=1)
            self.notes.pictures.append(Picture(kind, self.notes.placed("PixelData"), 0, width, height))
        if self._answers.get("burned_in"):
            message = "The header says that identifying text is burned into the image (BurnedInAnnotation is YES)."
            fix = "Black the text out, and set BurnedInAnnotation (0028,0301) to NO."
            self.notes.note("format.dicom_burned_in", Severity.WARNING, message, fix=fix, place="(0028,0301)")

    def _identity(self) -> None:
        removed = self._answers.get("identity_removed")
        if removed:
            return
        what = (
            "says that the patient's identity was not removed"
            if removed is False
            else "does not say that the patient's identity was removed"
        )
        severity = Severity.WARNING if removed is False else Severity.NOTE
        fix = "De-identify the file, set PatientIdentityRemoved (0012,0062) to YES and say how in (0012,0063)."
        self.notes.note("format.dicom_identity", severity, f"The header {what}.", fix=fix, place="(0012,0062)")

    def _told(self, code: str, places: list[str], what: str, fix: str) -> None:
        if not places:
            return
        shown = ", ".join(dict.fromkeys(place for place in places[:_SHOWN] if place))
        message = f"The file has {what}, {len(places)} in all: {shown}{' and others' if len(places) > _SHOWN else ''}."
        self.notes.note(f"format.{code}", Severity.NOTE, message, fix=f"{fix}.")

    def _spacing(self, text: str) -> None:
        parts = [part.strip() for part in text.split("\\")]
        if len(parts) == 2 and all(_FRACTION.fullmatch(part) for part in parts):
            # Millimetres, rows first; the data model has micrometres.
            self.notes.fact("PHYSICAL_SIZE_Y", round(float(parts[0]) * 1000, 9))
            self.notes.fact("PHYSICAL_SIZE_X", round(float(parts[1]) * 1000, 9))
