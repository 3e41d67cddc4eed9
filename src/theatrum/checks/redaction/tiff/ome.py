"""The description of an OME-TIFF: without dates, people and annotations, and in step with the pictures taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.markup import parsed
from theatrum.checks.formats.ome.document import Image, images_of
from theatrum.checks.formats.ome.privacy import FORBIDDEN, PLAIN, TEXT_NAMES, TEXTS
from theatrum.checks.redaction.splices import Splices
from theatrum.checks.redaction.wishes import Part, Refused, Wishes
from theatrum.checks.redaction.xml_cleaning import Rules
from theatrum.checks.redaction.xml_tokens import Tag

_ANNOTATIONS = {"StructuredAnnotations": Kind.FREE_TEXT, "AnnotationRef": Kind.FREE_TEXT}
_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Described:
    """What the description says of the images, and which go: numbers of directories with kinds, and ids of images."""

    uuid: str = ""
    directories: Mapping[int, str] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, place: str, wishes: Wishes) -> "Described":
        """Read a description. Raises Unreadable, and Refused where pictures are shared with other files."""
        root = parsed(text, place=place, budget=Budget(structures=_MOST))
        images = images_of(root)
        uuid = root.attributes.get("UUID", "")
        found = [] if wishes.is_blanking else _beside(images, wishes)
        if found and _has_others(images, uuid):
            problem = f"{place}: its images are spread over several files, and some are pictures of the label."
            raise Refused(problem, "Write the image into one file first; or leave blank pictures with --blank.")
        gone = {ifd: images[number].beside or "" for number, ifds in found for ifd in ifds}
        ids = [root.of("Image")[number].attributes.get("ID", "") for number, _ in found]
        return cls(uuid, gone, frozenset(ids))

    def change(self, tag: Tag, splices: Splices) -> bool:
        """Keep the description in step. Says whether the whole element goes."""
        if tag.name == "TiffData":
            self._renumber(tag, splices)
        elif tag.name == "UUID" and self._is_own(tag, splices):
            # The copy has another name, and the old one may say something.
            for one in [one for one in tag.attributes if one.name == "FileName"]:
                splices.cut(one.start, one.end, kind=Kind.CODE, name="UUID@FileName")
        return tag.name in ("Image", "ImageRef") and _value(tag, "ID", splices) in self.ids

    def _renumber(self, tag: Tag, splices: Splices) -> None:
        told = _value(tag, "IFD", splices)
        before = sum(number < int(told) for number in self.directories) if told.isdecimal() else 0
        for one in [one for one in tag.attributes if one.name == "IFD" and before]:
            splices.put(one.value_start, one.value_end, str(int(told) - before))

    def _is_own(self, tag: Tag, splices: Splices) -> bool:
        content = splices.text[tag.end : splices.text.find("<", tag.end)]
        return not self.uuid or content.strip() == self.uuid


def ome_rules(described: Described, wishes: Wishes) -> Rules:
    """Return the rules for the XML of OME."""
    whole = {name: kind for (name, attribute), kind in FORBIDDEN.items() if not attribute}
    whole["TimestampAnnotation"] = Kind.DATE
    return Rules(
        find=wishes.find,
        is_harmless=wishes.is_harmless,
        elements={**whole, **(_ANNOTATIONS if Part.ANNOTATIONS in wishes.dropped else {})},
        attributes={key: kind for key, kind in FORBIDDEN.items() if key[1]},
        texts=TEXTS | TEXT_NAMES,
        plain=PLAIN,
        at_tag=described.change,
    )


def _beside(images: Sequence[Image], wishes: Wishes) -> list[tuple[int, range]]:
    """Return numbers and directories of the images that are pictures to be taken out."""
    found = []
    at = 0
    for number, image in enumerate(images):
        start = min((block.ifd for block in image.blocks if block.ifd is not None), default=at)
        planes = max(image.planes, 1)
        if image.beside is not None and image.beside in {part.value for part in wishes.dropped}:
            found.append((number, range(start, start + planes)))
        at += planes
    return found


def _has_others(images: Sequence[Image], uuid: str) -> bool:
    return any(block.uuid and block.uuid != uuid for image in images for block in image.blocks)


def _value(tag: Tag, name: str, splices: Splices) -> str:
    found = next((one for one in tag.attributes if one.name == name), None)
    return splices.text[found.value_start : found.value_end] if found else ""
