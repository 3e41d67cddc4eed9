"""Archives with identifiers in the names of their members, in what these hold, and in archives inside of them."""

import json
import random
from dataclasses import replace

from theatrum.checks.privacy.hits import Kind
from theatrum.checks.synthesis.contents.bundles import gzip_of, tar_of, zip_of
from theatrum.checks.synthesis.privacy import headers
from theatrum.checks.synthesis.privacy.headers import Maker, PlantedFile
from theatrum.checks.synthesis.privacy.labels import Label, label_of
from theatrum.checks.synthesis.privacy.names import named
from theatrum.checks.synthesis.privacy.writings import strong


def zipped(chance: random.Random, sample: str) -> PlantedFile:
    """Return a zip."""
    members, labels = _members(chance, sample)
    return PlantedFile("zip", zip_of(members), tuple(labels))


def tarred(chance: random.Random, sample: str) -> PlantedFile:
    """Return a tar in gzip."""
    members, labels = _members(chance, sample)
    return PlantedFile("tar.gz", gzip_of("bundle.tar", tar_of(members)), tuple(labels))


def nested(chance: random.Random, sample: str) -> PlantedFile:
    """Return a tar with a zip in it."""
    inner = zipped(chance, sample)
    labels = [replace(label, member=f"images/inner.zip/{label.member}") for label in inner.labels]
    return PlantedFile(
        "tar", tar_of({"README.txt": b"one archive\n", "images/inner.zip": inner.content}), tuple(labels)
    )


def packed_text(chance: random.Random, _sample: str) -> PlantedFile:
    """Return a text in gzip, whose header has the name of the file."""
    name, labels = named(chance, "txt")
    text, more = _lines(chance, None)
    return PlantedFile(
        "txt.gz", gzip_of(name, text), (*(replace(one, where="header", tag="FNAME") for one in labels), *more)
    )


def _members(chance: random.Random, sample: str) -> tuple[dict[str, bytes], list[Label]]:
    members: dict[str, bytes] = {"metrics_summary.csv": b"Spots,Reads\n40,51234\n"}
    name, labels = named(chance, "png")
    path = f"spatial/{name}"
    photo = headers.drawing(chance, sample)
    members[path] = photo.content
    found = [replace(one, member=path, offset=one.offset + len("spatial/")) for one in labels]
    found += [replace(one, member=path) for one in photo.labels]
    members["notes.txt"], more = _lines(chance, "notes.txt")
    members["metadata.json"], fields = sidecar(chance, "metadata.json")
    slide = headers.plain_tiff(chance, sample)
    members["images/slide.tiff"] = slide.content
    found += [*more, *fields, *(replace(one, member="images/slide.tiff") for one in slide.labels)]
    return members, found


def _lines(chance: random.Random, member: str | None) -> tuple[bytes, list[Label]]:
    """Return the lines of a text; the tag of a label is its line."""
    lines, labels = ["Spots were taken as they are."], []
    for kind in (Kind.DATE, Kind.EMAIL, Kind.PHONE, Kind.SSN):
        sample = chance.choice(strong(kind)).sample(chance)
        lines.append(sample.text)
        labels += [label_of(plant, "header", tag=f"line {len(lines)}", member=member) for plant in sample.plants]
    return ("\n".join(lines) + "\n").encode(), labels


def sidecar(chance: random.Random, member: str | None = None) -> tuple[bytes, list[Label]]:
    """Return a JSON object with identifiers in its fields; the tag of a label is the path of its field."""
    fields: dict[str, object] = {"software": "CellRanger 7.1.0", "spots": 40}
    labels = []
    for number, kind in enumerate((Kind.DATE, Kind.EMAIL, Kind.PHONE, Kind.MEDICAL_RECORD)):
        sample = chance.choice(strong(kind)).sample(chance)
        fields[f"note_{number}"] = {"text": sample.text}
        labels += [label_of(plant, "header", tag=f"/note_{number}/text", member=member) for plant in sample.plants]
    return json.dumps(fields, indent=1, ensure_ascii=False).encode(), labels


def _sidecar_file(chance: random.Random, _sample: str) -> PlantedFile:
    content, labels = sidecar(chance)
    return PlantedFile("json", content, tuple(labels))


MAKERS: tuple[Maker, ...] = (zipped, tarred, nested, packed_text, _sidecar_file)
