import csv
import struct
from importlib import resources

import pytest
from pydicom.config import IGNORE
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
)

from tests.checks.formats.dicom.datasets import clean, inspected, nested, written
from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Budget, Held
from theatrum.checks.formats.dicom.inspecting import inspect
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.privacy.hits import Kind

SYNTAXES = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian)
# A value of each type that a person may have.
VALUES: dict[str, object] = {
    "AE": "SCANNER7",
    "AS": "093Y",
    "CS": "SEEN",
    "DA": "20210304",
    "DS": "51.5072",
    "DT": "20210304101112",
    "IS": "7",
    "LO": "Kahlo 4711",
    "LT": "Kahlo 4711",
    "OB": b"Kahlo 4711",
    "PN": "Okafor^Ada",
    "SH": "K4711",
    "ST": "Kahlo 4711",
    "TM": "101112",
    "UC": "Kahlo 4711",
    "UI": "1.2.276.0.7230010.3.20210304101112",
    "UN": b"Kahlo 4711",
    "UR": "https://lab.example/4711",
    "US": 7,
    "UT": "Kahlo 4711",
}
TABLE = [
    row
    for row in csv.DictReader(
        resources.files("theatrum.checks.formats.dicom").joinpath("confidentiality.csv").read_text("utf-8").splitlines()
    )
    if row["vr"] in VALUES
    and row["kind"] not in ("", "picture")
    and row["tag"][:4] not in ("0000", "0002")
    and "x" not in row["tag"]
]


def test_the_profile_is_whole() -> None:
    rows = resources.files("theatrum.checks.formats.dicom").joinpath("confidentiality.csv").read_text("utf-8")
    tags = [line.split(",")[0] for line in rows.splitlines()[1:]]
    assert len(tags) == len(set(tags)) == 621
    assert {"50xxxxxx", "60xx3000", "60xx4000", "private"} <= set(tags)


@pytest.mark.requirement("R104")
@pytest.mark.requirement("R105")
@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.name)
def test_every_attribute_of_the_profile_is_found(syntax: UID) -> None:
    data = clean()
    for row in TABLE:
        data.add_new(int(row["tag"], 16), row["vr"], VALUES[row["vr"]])
    found = {(one.place, one.kind.value) for one in inspected(written(data, syntax)).forbidden}
    wanted = {
        (f"({row['tag'][:4]},{row['tag'][4:]})".upper(), "date" if row["vr"] == "UI" else row["kind"]) for row in TABLE
    }
    assert wanted - found == set()


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.name)
def test_a_clean_file_has_nothing_but_facts(syntax: UID) -> None:
    notes = inspected(written(clean(), syntax))
    assert not notes.forbidden
    assert not notes.noted
    assert not notes.pictures
    assert notes.facts["SIZE_X"] == 64
    assert notes.facts["SIZE_Y"] == 32
    assert notes.facts["DE_IDENTIFIED"] is True
    assert notes.facts["IMAGE_TYPE"] == ("DERIVED", "PRIMARY", "VOLUME", "NONE")


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian], ids=lambda syntax: syntax.name)
def test_a_file_without_preamble_is_read(syntax: UID) -> None:
    data = clean()
    data.PatientName = "Okafor^Ada"
    assert [one.name for one in inspected(written(data, syntax, has_preamble=False)).forbidden] == ["PatientName"]


def test_no_free_text_is_a_fact() -> None:
    data = clean()
    data.ImageType, data.Modality = ["DERIVED", "OKAFOR ADA"], "ADA"
    notes = inspected(written(data))
    assert "Ada" not in repr(notes.facts).title()
    assert {"DERIVED\\OKAFOR ADA", "ADA"} <= {one.text for one in notes.texts}


def test_dummies_of_programs_are_no_names() -> None:
    data = clean()
    data.PatientName, data.PatientID, data.StudyDate = "ANONYMOUS^1", "REMOVED", "19000101"
    data.StudyTime, data.ReferringPhysicianName, data.AcquisitionDateTime = "000000.00", "anonymized", "00010101010101"
    assert not inspected(written(data)).forbidden


def test_ages_up_to_89_may_stay() -> None:
    data = clean()
    for age, kinds in (("089Y", []), ("090Y", [Kind.AGE]), ("999M", []), ("old", [Kind.AGE])):
        data["PatientAge"] = DataElement(0x00101010, "AS", age, validation_mode=IGNORE)
        assert [one.kind for one in inspected(written(data)).forbidden] == kinds


def test_dates_are_found_wherever_they_stand() -> None:
    inner = Dataset()
    inner.DateTime = "20210304"
    data = clean()
    data.AcquisitionContextSequence = Sequence([inner])
    data.add_new(Tag(0x00189A01), "DA", "20210304")  # not in the profile
    found = inspected(written(data)).forbidden
    assert [(one.kind, one.place) for one in found] == [
        (Kind.DATE, "(0018,9A01)"),
        (Kind.DATE, "(0040,0555)[0](0040,A120)"),
    ]


def test_what_stands_in_a_removed_sequence_is_found() -> None:
    inner = Dataset()
    inner.CodeValue, inner.CodingSchemeDesignator, inner.CodeMeaning = "N7", "99LAB", "Ward of Dr. Okafor"
    data = clean()
    data.InstitutionCodeSequence = Sequence([inner])
    found = inspected(written(data)).forbidden
    assert [(one.kind, one.name) for one in found] == [(Kind.ADDRESS, "CodeValue"), (Kind.ADDRESS, "CodeMeaning")]


def test_private_attributes_are_told_and_read() -> None:
    data = clean()
    block = data.private_block(0x0009, "GEMS_IDEN_01", create=True)
    block.add_new(0x02, "SH", "Okafor 4711")
    other = data.private_block(0x0011, "NOBODY", create=True)
    other.add_new(0x01, "OB", b"\1\2scanned by Ada Okafor\0\3")
    notes = inspected(written(data))
    assert [one.code for one in notes.noted] == ["format.dicom_private"]
    texts = {one.text for one in notes.texts if one.name == "Private"}
    assert {"Okafor 4711", "scanned by Ada Okafor"} <= texts


def test_a_private_sequence_of_unknown_type_is_looked_into() -> None:
    inner = Dataset()
    inner.PatientName = "Okafor^Ada"
    data = clean()
    data.private_block(0x0009, "NOBODY", create=True).add_new(0x01, "SQ", Sequence([inner]))
    for syntax in (ExplicitVRLittleEndian, ImplicitVRLittleEndian):
        found = inspected(written(data, syntax)).forbidden
        assert [one.place for one in found] == ["(0009,1001)[0](0010,0010)"]


@pytest.mark.requirement("R118")
@pytest.mark.parametrize(("flavor", "kind"), [("LABEL", "label"), ("OVERVIEW", "macro"), ("THUMBNAIL", "thumbnail")])
def test_pictures_beside_the_slide_are_shown(flavor: str, kind: str) -> None:
    data = clean()
    data.ImageType = ["ORIGINAL", "PRIMARY", flavor, "NONE"]
    [picture] = inspected(written(data)).pictures
    assert (picture.kind, picture.width, picture.height) == (kind, 64, 32)


def test_text_in_the_image_is_told_where_the_header_says_so() -> None:
    data = clean()
    data.BurnedInAnnotation = "YES"
    data.PatientIdentityRemoved = "NO"
    data.add_new(0x60003000, "OW", bytes(8))
    notes = inspected(written(data))
    assert [(one.code, one.severity) for one in notes.noted] == [
        ("format.dicom_burned_in", Severity.WARNING),
        ("format.dicom_identity", Severity.WARNING),
    ]
    assert [one.place for one in notes.pictures] == ["(6000,3000)", "PixelData"]


@pytest.mark.parametrize("is_full", [False, True])
def test_what_stands_behind_compressed_pixels_is_read(is_full: bool) -> None:  # noqa: FBT001  # a case
    data = clean()
    data.PixelData = encapsulate([b"frame" * 100, b"other" * 100])
    data["PixelData"].VR = "OB"
    data["PixelData"].is_undefined_length = True
    data.add_new(0x7FE10010, "LO", "SCANNER")
    content = written(data, JPEGBaseline8Bit)
    assert "SCANNER" in {one.text for one in inspected(content, is_full=is_full).texts}
    cut = content[: content.rindex(b"\xfe\xff\xdd\xe0")]
    with pytest.raises(Unreadable):
        inspected(cut, is_full=is_full)


def test_a_cut_file_says_where_it_ends() -> None:
    content = written(clean())
    with pytest.raises(Unreadable) as cut:
        inspected(content[:-1000])
    assert cut.value.place == "(7FE0,0010)"


def test_what_was_seen_before_the_cut_is_kept() -> None:
    data = clean()
    data.PatientName = "Okafor^Ada"
    content = written(data)[:-1000]
    notes = Notes(Asked("slide.dcm"), Budget())
    with pytest.raises(Unreadable):
        inspect(Held(content), notes)
    assert [one.name for one in notes.forbidden] == ["PatientName"]
    assert notes.facts["SIZE_X"] == 64


def test_sequences_too_deep_end_the_walk() -> None:
    with pytest.raises(Unreadable, match="more than 32 deep"):
        inspected(written(nested(40)))
    assert [one.name for one in inspected(written(nested(32))).forbidden] == ["PersonName"]


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian], ids=lambda syntax: syntax.name)
def test_of_many_frames_some_are_looked_at_unless_all_are_asked_for(syntax: UID) -> None:
    frames = []
    for number in range(500):
        frame = Dataset()
        frame.FrameAcquisitionDateTime = f"20210304{number // 60:04d}{number % 60:02d}"
        frames.append(frame)
    data = clean()
    data.PerFrameFunctionalGroupsSequence = Sequence(frames)
    content = written(data, syntax)
    some = inspected(content)
    assert len(some.forbidden) == 50
    assert [one.code for one in some.noted] == ["format.dicom_sampled"]
    everything = inspected(content, is_full=True)
    assert len(everything.forbidden) == 500
    assert everything.was_full


def test_hostile_headers_end_with_the_budget() -> None:
    data = clean()
    data.OtherPatientIDsSequence = Sequence([Dataset() for _ in range(5000)])
    with pytest.raises(BudgetSpent):
        inspected(written(data), budget=Budget(structures=1000))


def test_a_deflated_data_set_is_inflated_within_the_budget() -> None:
    data = clean()
    data.PixelData = bytes(8 << 20)
    content = written(data, DeflatedExplicitVRLittleEndian)
    assert len(content) < 100_000
    with pytest.raises(BudgetSpent):
        inspected(content, budget=Budget(bytes=1 << 20))


def test_a_file_filled_up_with_zeros_is_whole() -> None:
    assert not inspected(written(clean()) + bytes(301)).noted


def test_an_item_of_known_length_may_have_an_end() -> None:
    inner = b"\x08\0\x50\0SH\x04\0A123" + b"\xfe\xff\x0d\xe0\0\0\0\0"
    item = b"\xfe\xff\0\xe0" + struct.pack("<I", len(inner)) + inner
    sequence = b"\x40\0\x55\x05SQ\0\0" + struct.pack("<I", len(item)) + item
    assert [one.place for one in inspected(written(clean())[:-6156] + sequence).forbidden] == [
        "(0040,0555)[0](0008,0050)"
    ]


def test_texts_are_read_in_their_character_set() -> None:
    data = clean()
    data.SpecificCharacterSet = "ISO_IR 192"
    data.PatientName = "Żółć^Ada"
    assert [one.text for one in inspected(written(data)).forbidden] == ["Żółć^Ada"]
    data.SpecificCharacterSet = ["", "ISO 2022 IR 87"]
    data.PatientName = "Yamada^Tarou=山田^太郎"
    assert [one.text for one in inspected(written(data)).forbidden] == ["Yamada^Tarou=山田^太郎"]


def test_private_elements_of_the_lowest_group_belong_to_the_data_set() -> None:
    inner = Dataset()
    inner.PatientName = "Okafor^Ada"
    data = clean()
    data.add_new(0x00010001, "SQ", Sequence([inner]))
    content = written(data, ImplicitVRLittleEndian)
    assert [one.place for one in inspected(content).forbidden] == ["(0001,0001)[0](0010,0010)"]


@pytest.mark.parametrize("name", ["José^Ada".encode(), "José^Ada ".encode("latin-1")])
def test_texts_that_declare_no_character_set_are_read_as_their_bytes_allow(name: bytes) -> None:
    data = clean()
    data.PatientName = "1234567890"[: len(name)]
    content = written(data).replace(b"1234567890"[: len(name)], name)
    assert [one.text for one in inspected(content).forbidden] == ["José^Ada"]


@pytest.mark.parametrize("head", [b"", b"\0" * 200, b"DICM", bytes(128) + b"DICM", b"a text of letters" * 20])
def test_other_bytes_are_no_dicom(head: bytes) -> None:
    with pytest.raises(Unreadable):
        inspected(head)
