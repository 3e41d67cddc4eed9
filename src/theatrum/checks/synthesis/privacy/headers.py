"""Small real files whose headers tell of a person: the fields that scanners, sequencers and programs fill."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.contents import (
    alignments,
    dicoms,
    documents,
    hierarchies,
    photos,
    pictures,
    reads,
    variants,
)
from theatrum.checks.synthesis.contents.bundles import png
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.privacy import dates, machines, numbers, persons
from theatrum.checks.synthesis.privacy.labels import Label
from theatrum.checks.synthesis.privacy.planted import digits, filled

_FIRST, _LAST = datetime(2004, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
_FORBIDDEN, _SEEN = Strength.STRONG, Strength.WEAK


@dataclass(frozen=True, slots=True)
class PlantedFile:
    """The bytes of a file, the ending of its name, and what is planted in it."""

    ending: str
    content: bytes
    labels: tuple[Label, ...]


Maker = Callable[[random.Random, str], PlantedFile]


class _Plants:
    """The labels of one file as it is made."""

    def __init__(self) -> None:
        self.labels: list[Label] = []

    def add(self, kind: Kind, tag: str, text: str, strength: Strength = _FORBIDDEN, *, writing: str = "field") -> str:
        """Label a field; returns its text."""
        self.labels.append(Label(kind=kind, writing=writing, strength=strength, where="header", text=text, tag=tag))
        return text

    def file(self, ending: str, content: bytes) -> PlantedFile:
        return PlantedFile(ending, content, tuple(self.labels))


def _moment(chance: random.Random) -> datetime:
    return datetime.fromtimestamp(chance.randrange(int(_FIRST.timestamp()), int(_LAST.timestamp())), UTC)


def _content(sample: str, chance: random.Random, *, is_color: bool = False) -> Content:
    return Content(sample=sample, seed=chance.randrange(1, 1 << 30), is_color=is_color)


def plain_tiff(chance: random.Random, sample: str) -> PlantedFile:
    """Return a TIFF with date, software, artist, computer and description."""
    plants, at = _Plants(), _moment(chance)
    texts = {
        306: plants.add(Kind.DATE, "DateTime", f"{at:%Y:%m:%d %H:%M:%S}"),
        315: plants.add(Kind.NAME, "Artist", persons.full_name(chance)),
        316: plants.add(Kind.PATH, "HostComputer", f"ws-{machines.login(chance)}-{chance.randint(1, 99)}"),
        270: "section 3 scanned " + plants.add(Kind.DATE, "ImageDescription", f"{_moment(chance):%d.%m.%Y}"),
        305: "ScanTool 4.1 " + plants.add(Kind.PATH, "Software", machines.windows_path(chance), _SEEN),
    }
    return plants.file("tiff", pictures.tiff_with(_content(sample, chance), texts))


def ome_tiff(chance: random.Random, sample: str) -> PlantedFile:
    """Return an OME-TIFF with the date of acquisition, the experimenter, and a date in an annotation."""
    plants, at = _Plants(), _moment(chance)
    given, family = plants.add(Kind.NAME, "FirstName", persons.given(chance)), persons.family(chance)
    plants.add(Kind.NAME, "LastName", family)
    mail = plants.add(Kind.EMAIL, "Email", f"{machines.login(chance)}@imaging{chance.randint(2, 999)}.org")
    login = plants.add(Kind.NAME, "UserName", machines.login(chance))
    date = plants.add(Kind.DATE, "AcquisitionDate", f"{at:%Y-%m-%dT%H:%M:%S}")
    noted = plants.add(Kind.DATE, "StructuredAnnotations", f"{_moment(chance):%Y-%m-%d}")
    before = (
        f'<Experimenter ID="Experimenter:0" FirstName="{given}" LastName="{family}" Email="{mail}" UserName="{login}"/>'
    )
    behind = (
        '<StructuredAnnotations><CommentAnnotation ID="Annotation:0"><Value>'
        f"stained {noted}, second round</Value></CommentAnnotation></StructuredAnnotations>"
    )
    inside = f"<AcquisitionDate>{date}</AcquisitionDate>"
    content = _content(sample, chance)
    text = pictures.ome_xml(content, before=before, inside=inside, behind=behind)
    return plants.file("ome.tiff", pictures.tiff_with(content, {270: text}))


def aperio(chance: random.Random, sample: str) -> PlantedFile:
    """Return a slide with date, time, user, scanner and title, and with pictures of label and overview."""
    plants, at = _Plants(), _moment(chance)
    properties = {
        "Date": plants.add(Kind.DATE, "Date", f"{at:%m/%d/%y}"),
        "Time": plants.add(Kind.DATE, "Time", f"{at:%H:%M:%S}"),
        "User": plants.add(Kind.NAME, "User", machines.login(chance)),
        "ScanScope ID": plants.add(Kind.DEVICE, "ScanScope ID", f"SS{digits(chance, 4)}", _SEEN),
        "Title": plants.add(Kind.CODE, "Title", numbers.accession(chance), _SEEN),
        "Filename": plants.add(Kind.CODE, "Filename", digits(chance, 6), _SEEN),
    }
    content = _content(sample, chance, is_color=True)
    beside = ("Aperio Image Library v12.0.15 \r\nlabel 96x64", "Aperio Image Library v12.0.15 \r\nmacro 96x64")
    for name in ("label", "macro"):
        plants.add(Kind.PICTURE, name, "", _FORBIDDEN, writing=name)
    return plants.file("svs", pictures.tiff_with(content, {270: pictures.svs_text(content, properties)}, beside))


def qptiff(chance: random.Random, sample: str) -> PlantedFile:
    """Return a slide of PerkinElmer's scanners, whose description is XML."""
    plants, at = _Plants(), _moment(chance)
    fields = {
        "SlideID": plants.add(Kind.CODE, "SlideID", numbers.accession(chance), _SEEN),
        "OperatorName": plants.add(Kind.NAME, "OperatorName", persons.full_name(chance)),
        "ComputerName": plants.add(Kind.PATH, "ComputerName", f"SCAN-{machines.login(chance)}".upper(), _SEEN),
        "StudyName": "panel 3",
    }
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in fields.items())
    text = (
        '<?xml version="1.0" encoding="utf-16"?><PerkinElmer-QPI-ImageDescription><DescriptionVersion>2'
        "</DescriptionVersion><AcquisitionSoftware>Vectra 3.0.5</AcquisitionSoftware><ImageType>FullResolution"
        f"</ImageType>{inner}</PerkinElmer-QPI-ImageDescription>"
    )
    moment = plants.add(Kind.DATE, "DateTime", f"{at:%Y:%m:%d %H:%M:%S}")
    content = _content(sample, chance)
    return plants.file("qptiff", pictures.tiff_with(content, {270: text, 305: "PerkinElmer-QPI", 306: moment}))


def dicom(chance: random.Random, sample: str) -> PlantedFile:
    """Return a picture with the patient, dates, people, places and numbers of the study."""
    plants, at, born = _Plants(), _moment(chance), dates.moment(chance)
    root = f"1.2.840.{digits(chance, 6)}.{at:%Y%m%d%H%M%S}"
    texts = {
        (0x00100010, "PN"): plants.add(Kind.NAME, "PatientName", persons.dicom_name(chance)),
        (0x00100020, "LO"): plants.add(Kind.MEDICAL_RECORD, "PatientID", numbers.record_number(chance)),
        (0x00100030, "DA"): plants.add(Kind.DATE, "PatientBirthDate", f"{born:%Y%m%d}"),
        (0x00080020, "DA"): plants.add(Kind.DATE, "StudyDate", f"{at:%Y%m%d}"),
        (0x00080030, "TM"): plants.add(Kind.DATE, "StudyTime", f"{at:%H%M%S}"),
        (0x00080050, "SH"): plants.add(Kind.MEDICAL_RECORD, "AccessionNumber", numbers.accession(chance)),
        (0x00080090, "PN"): plants.add(Kind.NAME, "ReferringPhysicianName", persons.dicom_name(chance)),
        (0x00081070, "PN"): plants.add(Kind.NAME, "OperatorsName", persons.dicom_name(chance)),
        (0x00181000, "LO"): plants.add(Kind.DEVICE, "DeviceSerialNumber", digits(chance, 8)),
        (0x0020000D, "UI"): plants.add(Kind.CODE, "StudyInstanceUID", f"{root}.1", _SEEN),
    }
    texts[0x00080060, "CS"] = "SM"
    texts[0x00104000, "LT"] = "HTAN sample " + sample
    return plants.file("dcm", dicoms.dicom(f"{root}.9", texts))


def _alignment_lines(chance: random.Random, plants: _Plants) -> list[str]:
    at = _moment(chance)
    day = plants.add(Kind.DATE, "@RG DT", f"{at:%Y-%m-%dT%H:%M:%S}Z")
    path = plants.add(Kind.PATH, "@PG CL", machines.home_path(chance), _SEEN)
    told = plants.add(Kind.EMAIL, "@CO", f"{machines.login(chance)}@sequencing{chance.randint(2, 999)}.edu")
    return [
        f"@RG\tID:9999\tSM:library\tDT:{day}",
        f"@PG\tID:sort\tPN:sort\tCL:sort {path}",
        f"@CO\tasked for by {told}",
    ]


def bam(chance: random.Random, sample: str) -> PlantedFile:
    """Return an alignment with the day of the run, a path in a command, and a comment."""
    plants = _Plants()
    return plants.file("bam", alignments.bam_with(_content(sample, chance), _alignment_lines(chance, plants)))


def cram(chance: random.Random, sample: str) -> PlantedFile:
    """Return a CRAM with the same header."""
    plants = _Plants()
    return plants.file("cram", alignments.cram_with(_content(sample, chance), _alignment_lines(chance, plants)))


def fastq(chance: random.Random, sample: str) -> PlantedFile:
    """Return reads that are named after the day of their run."""
    plants = _Plants()
    day = plants.add(Kind.DATE, "read name", f"{_moment(chance):%Y-%m-%d}")
    return plants.file("fastq", reads.fastq(_content(f"{sample}_{day}", chance)))


def vcf(chance: random.Random, sample: str) -> PlantedFile:
    """Return variants with the day they were called, and the command."""
    plants = _Plants()
    lines = [
        "##fileDate=" + plants.add(Kind.DATE, "##fileDate", f"{_moment(chance):%Y%m%d}"),
        "##commandline=caller --in " + plants.add(Kind.PATH, "##commandline", machines.home_path(chance), _SEEN),
    ]
    return plants.file("vcf", variants.vcf_with(_content(sample, chance), lines))


def anndata(chance: random.Random, sample: str) -> PlantedFile:
    """Return cells with a note in ``uns``, and with dates and names among the categories of ``obs``."""
    plants = _Plants()
    notes = {
        "run_date": plants.add(Kind.DATE, "uns/run_date", f"{_moment(chance):%Y-%m-%d}"),
        "contact": plants.add(Kind.EMAIL, "uns/contact", f"{machines.login(chance)}@cells{chance.randint(2, 999)}.org"),
    }
    days = [plants.add(Kind.DATE, "obs/collected", f"{_moment(chance):%m/%d/%Y}") for _ in range(2)]
    people = [plants.add(Kind.NAME, "obs/operator", persons.full_name(chance), _SEEN) for _ in range(2)]
    categories = {"collected": days, "operator": people, "sample_id": [sample]}
    return plants.file("h5ad", hierarchies.anndata(_content(sample, chance), notes, categories))


def photo(chance: random.Random, _sample: str) -> PlantedFile:
    """Return a photo with Exif."""
    plants = _Plants()
    texts = {
        306: plants.add(Kind.DATE, "DateTime", f"{_moment(chance):%Y:%m:%d %H:%M:%S}"),
        315: plants.add(Kind.NAME, "Artist", persons.full_name(chance)),
        36867: plants.add(Kind.DATE, "DateTimeOriginal", f"{_moment(chance):%Y:%m:%d %H:%M:%S}"),
    }
    comment = "call " + plants.add(Kind.PHONE, "comment", filled("617-%##-####", chance))
    return plants.file("jpg", photos.jpeg(texts, comment))


def drawing(chance: random.Random, _sample: str) -> PlantedFile:
    """Return a PNG with texts and Exif."""
    plants = _Plants()
    author = plants.add(Kind.NAME, "Author", persons.full_name(chance), _SEEN).encode("latin-1", "replace")
    day = plants.add(Kind.DATE, "Creation Time", f"{_moment(chance):%Y-%m-%d %H:%M}").encode()
    exif = photos.exif_of({306: plants.add(Kind.DATE, "DateTime", f"{_moment(chance):%Y:%m:%d %H:%M:%S}")})
    chunks = ((b"tEXt", b"Author\0" + author), (b"tEXt", b"Creation Time\0" + day), (b"eXIf", exif))
    return plants.file("png", png(32, chance.randrange(99), chunks))


def document(chance: random.Random, _sample: str) -> PlantedFile:
    """Return a PDF whose properties say who made it, and when."""
    plants = _Plants()
    properties = {
        "Author": plants.add(Kind.NAME, "Author", persons.full_name(chance), _SEEN),
        "CreationDate": "D:" + plants.add(Kind.DATE, "CreationDate", f"{_moment(chance):%Y%m%d%H%M%S}"),
        "Title": "Report of case " + plants.add(Kind.CODE, "Title", numbers.accession(chance), _SEEN),
    }
    return plants.file("pdf", documents.pdf(properties))


MAKERS: tuple[Maker, ...] = (
    plain_tiff,
    ome_tiff,
    aperio,
    qptiff,
    dicom,
    bam,
    cram,
    fastq,
    vcf,
    anndata,
    photo,
    drawing,
    document,
)
