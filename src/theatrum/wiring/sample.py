"""What a profile's ``sample.yaml`` may say: the content of a demo, as data of the consortium."""

import base64
import gzip
from collections.abc import Mapping
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.pictures import ome_tiff, svs_label, svs_text, tiff_with
from theatrum.drivers import installation
from theatrum.kernel.jsontext import JsonValue

FILE = "sample.yaml"
_DESCRIPTION = 270


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SamplePerson(_Part):
    """Somebody with an account."""

    username: str
    first_name: str
    last_name: str
    role: str | None = None
    center: str | None = None
    administrator: bool = False
    certified: bool = False


class SampleFile(_Part):
    """A file in a leaf of an ingest folder; a name that ends in .gz has its content compressed."""

    by: str
    center: str
    folder: str
    name: str
    content: str
    annotations: Mapping[str, JsonValue] = Field(default_factory=dict)


class SampleSlide(_Part):
    """A small slide as a scanner writes it, in a leaf of an ingest folder; ``header`` are properties of its scan."""

    by: str
    center: str
    folder: str
    name: str
    header: Mapping[str, str] = Field(default_factory=dict)
    has_label: bool = False
    annotations: Mapping[str, JsonValue] = Field(default_factory=dict)


class SampleImage(_Part):
    """A small OME-TIFF in a leaf of an ingest folder, whose header names its channels."""

    by: str
    center: str
    folder: str
    name: str
    channels: list[str]
    annotations: Mapping[str, JsonValue] = Field(default_factory=dict)


class SampleRecords(_Part):
    """A record set in a leaf of an ingest folder, as CSV."""

    by: str
    center: str
    folder: str
    name: str
    content: str
    upsert_key: list[str]


class SampleOnboarding(_Part):
    """How far a center is: each step that it has taken. ``head`` represents it, and signs for it."""

    center: str
    head: str
    liaison: str | None = None
    agreement: Literal["sent", "executed"] | None = None
    is_affirmed: bool = False
    plan: str | None = None
    is_acknowledged: bool = False


class SampleExcuse(_Part):
    """Who may pass gates that are closed, and why; for a year."""

    people: list[str] = Field(default_factory=list)
    centers: list[str] = Field(default_factory=list)
    gates: list[str]
    reason: str


class Sample(_Part):
    """All of it."""

    release: int
    centers: list[str]
    people: list[SamplePerson]
    speaker: str
    onboarding: list[SampleOnboarding] = Field(default_factory=list)
    excuses: list[SampleExcuse] = Field(default_factory=list)
    files: list[SampleFile] = Field(default_factory=list)
    slides: list[SampleSlide] = Field(default_factory=list)
    images: list[SampleImage] = Field(default_factory=list)
    records: list[SampleRecords] = Field(default_factory=list)


def read_sample(folder: ProfileFolder) -> Sample:
    """Read a profile's sample. Raises ProfileInvalid when there is none, ValidationError when it is malformed."""
    return Sample.model_validate(yaml.safe_load(folder.text(FILE)))


def password(username: str) -> str:
    """Return the demo password of somebody: random for each data directory, the same at each start."""
    text = base64.b32encode(installation.secret(f"demo password {username}"))[:16].decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def slide(one: SampleSlide) -> bytes:
    """Return the bytes of a sample slide; always the same ones."""
    content = Content(sample=one.name, seed=len(one.name), is_color=True)
    beside = (svs_label(),) if one.has_label else ()
    return tiff_with(content, {_DESCRIPTION: svs_text(content, one.header)}, beside)


def image(one: SampleImage) -> bytes:
    """Return the bytes of a sample image; always the same ones."""
    return ome_tiff(Content(sample=one.name, seed=len(one.name), channels=tuple(one.channels)))


def compressed(name: str, content: str) -> bytes:
    """Return the bytes of a sample file; always the same ones."""
    raw = content.encode()
    return gzip.compress(raw, mtime=0) if name.endswith(".gz") else raw
