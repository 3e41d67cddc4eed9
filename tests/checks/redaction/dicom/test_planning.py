"""DICOM: the profile of the standard is followed, pixels are what they were, and the file is read by others."""

import io
import struct
import warnings
from pathlib import Path
from typing import Any

import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
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

from tests.checks.formats.dicom.datasets import clean, nested, written
from tests.checks.formats.tiff.writing import image, tiff
from tests.checks.redaction.cleaning import cleaned, remaining, said
from theatrum.checks.formats.dicom.confidentiality import rule_of
from theatrum.checks.formats.dicom.dictionary import keyword_of, vr_of
from theatrum.checks.redaction.pieces import Kept
from theatrum.checks.redaction.wishes import DROPPED, Part, Refused

SYNTAXES = pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian])
FILES = Path(pydicom.__file__).parent / "data" / "test_files"
OTHERS = [
    "693_J2KI.dcm",
    "CT_small.dcm",
    "ExplVR_BigEnd.dcm",
    "JPEG2000.dcm",
    "MR_small_bigendian.dcm",
    "MR_small_implicit.dcm",
    "SC_rgb_rle_2frame.dcm",
    "UN_sequence.dcm",
    "examples_palette.dcm",
    "reportsi.dcm",
    "rtplan.dcm",
    "test-SR.dcm",
    "waveform_ecg.dcm",
]
SECRETS = ("Okafor", "4711", "20091229", "General Hospital", "S20-12345", "okafor@example.org")


def patient() -> Dataset:
    """Return an image with all that must not be in one."""
    data = clean()
    del data.PatientIdentityRemoved
    data.SpecificCharacterSet = "ISO_IR 192"
    data.PatientName, data.PatientID, data.PatientBirthDate = "Okafor^Ada", "4711", "19500228"
    data.PatientSex, data.PatientAge = "F", "059Y"
    data.StudyDate, data.SeriesDate, data.ContentDate, data.AcquisitionDateTime = ("20091229",) * 4
    data.StudyID, data.AccessionNumber = "S20-12345", "4711"
    data.InstitutionName, data.Manufacturer = "General Hospital", "Aperio"
    data.StudyInstanceUID, data.SeriesInstanceUID, data.FrameOfReferenceUID = "1.2.3.4", "1.2.3.5", "1.2.3.6"
    data.OperatorsName = "Okafor^Ben"
    data.SeriesDescription = "seen 20091229"
    data.PositionReferenceIndicator = "ask okafor@example.org please"
    data.add_new(Tag(0x0009, 0x0010), "LO", "MAKER")
    data.add_new(Tag(0x0009, 0x1001), "LO", "Okafor")
    reference = Dataset()
    reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.77.1.6", "1.2.3.4"
    data.SourceImageSequence = Sequence([reference, Dataset(), reference])
    path = Dataset()
    path.OpticalPathIdentifier = "1"
    path.ICCProfile = bytes(3000)
    data.OpticalPathSequence = Sequence([path])
    attributes = Dataset()
    attributes.RequestedProcedureDescription = "Okafor"
    data.RequestAttributesSequence = Sequence([attributes])
    return data


def read(content: bytes) -> Any:
    return pydicom.dcmread(io.BytesIO(content), force=True)


@SYNTAXES
@pytest.mark.requirement("R104")
def test_what_identifies_is_gone_and_pixels_stay(syntax: UID) -> None:
    data = patient()
    data.PixelData = bytes(range(256)) * 24
    before = written(data, syntax)
    after, plan = cleaned(before, "image.dcm")
    found = read(after)
    assert found.PixelData == data.PixelData
    assert [secret for secret in SECRETS if secret.encode() in after] == []
    assert remaining(after, "image.dcm") == []
    assert (found.PatientName, found.PatientID, found.StudyDate) == ("", "REMOVED", "")
    assert found.ContentDate == "19000101"
    assert "RequestAttributesSequence" not in found
    assert not [element for element in found if element.tag.is_private]
    assert found.OpticalPathSequence[0].ICCProfile == bytes(3000)
    assert found.Manufacturer == "Aperio"
    assert (found.PatientIdentityRemoved, found.LongitudinalTemporalInformationModified) == ("YES", "REMOVED")
    assert found.DeidentificationMethodCodeSequence[0].CodeValue == "113100"
    assert {("name", "(0010,0010)", "PatientName"), ("date", "(0008,0020)", "StudyDate")} <= said(plan)
    assert not [secret for secret in SECRETS if secret in repr(plan)]


def test_a_text_is_blanked_where_a_detector_finds_something() -> None:
    found = read(cleaned(written(patient()), "image.dcm")[0])
    data = patient()
    data.Manufacturer = "Aperio, ask okafor@example.org"
    text = read(cleaned(written(data), "image.dcm")[0]).Manufacturer
    assert text.startswith("Aperio, ask")
    assert "okafor" not in text
    assert found.Manufacturer == "Aperio"


def test_uids_stay_consistent_and_those_of_the_standard_stay() -> None:
    found = read(cleaned(written(patient()), "image.dcm")[0])
    assert str(found.StudyInstanceUID).startswith("2.25.")
    assert found.SourceImageSequence[0].ReferencedSOPInstanceUID == found.StudyInstanceUID
    assert len(found.SourceImageSequence) == 3
    assert found.SourceImageSequence[0].ReferencedSOPClassUID == "1.2.840.10008.5.1.4.1.1.77.1.6"
    assert found.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert len({str(found.StudyInstanceUID), str(found.SeriesInstanceUID), str(found.SOPInstanceUID)}) == 3
    assert UID(found.StudyInstanceUID).is_valid


def test_what_stands_before_the_data_set_names_nobody() -> None:
    data = patient()
    content = bytearray(written(data))
    content[:128] = b"Okafor".ljust(128, b"!")
    found = read(bytes(content))
    found.file_meta.SourceApplicationEntityTitle = "Okafor"
    found.file_meta.PrivateInformationCreatorUID, found.file_meta.PrivateInformation = "1.2.3", b"Okafor"
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, found)
    after, _ = cleaned(stream.getvalue(), "image.dcm")
    assert b"Okafor" not in after
    assert after[:132] == bytes(128) + b"DICM"
    assert "SourceApplicationEntityTitle" not in read(after).file_meta


def test_frames_that_are_compressed_stay_and_what_comes_behind_goes() -> None:
    data = patient()
    frames = [bytes([number]) * (50 + 2 * number) for number in range(5)]
    data.PixelData = encapsulate(frames)
    data["PixelData"].VR = "OB"
    data.NumberOfFrames = 5
    data.add_new(Tag(0xFFFC, 0xFFFC), "OB", b"Okafor")
    after, plan = cleaned(written(data, JPEGBaseline8Bit), "image.dcm")
    found = read(after)
    assert found.PixelData == data.PixelData
    assert "DataSetTrailingPadding" not in found
    assert b"Okafor" not in after
    assert ("code", "(FFFC,FFFC)", "DataSetTrailingPadding") in said(plan)
    assert isinstance(plan.pieces[-1], Kept)


@pytest.mark.requirement("R118")
@pytest.mark.parametrize(("word", "part"), [("LABEL", Part.LABEL), ("OVERVIEW", Part.MACRO)])
def test_an_image_of_a_label_is_refused_unless_it_is_kept(word: str, part: Part) -> None:
    data = patient()
    data.ImageType = ["ORIGINAL", "PRIMARY", word, "NONE"]
    with pytest.raises(Refused) as refused:
        cleaned(written(data), "image.dcm")
    assert "Leave the file out" in refused.value.fix
    after, _ = cleaned(written(data), "image.dcm", dropped=DROPPED - {part})
    assert read(after).PixelData == data.PixelData


@pytest.mark.parametrize("name", OTHERS)
def test_files_of_others_are_read_again_and_nothing_is_left(name: str) -> None:
    content = (FILES / name).read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pydicom, on what these files were made to show
        after, _ = cleaned(content, name)
        before, found = read(content), read(after)
        assert (found.get_item("PixelData") is None) == (before.get_item("PixelData") is None)
        if found.get_item("PixelData") is not None:
            assert found.get_item("PixelData").value == before.get_item("PixelData").value
        for element in found.iterall():
            rule = rule_of(int(element.tag))
            assert not (rule and rule.action == "X"), element.tag
    assert [one.place for one in remaining(after, name) if one.verdict == "block"] == []
    again = cleaned(after, name)[1].taken
    # New UIDs get new ones again; the rest is as it should be.
    assert {one.name for one in again if not one.name.endswith("UID")} == set()


def test_a_deflated_data_set_and_a_directory_of_a_disk_are_refused() -> None:
    with pytest.raises(Refused, match="compressed as a whole"):
        cleaned(written(patient(), DeflatedExplicitVRLittleEndian), "image.dcm")
    with pytest.raises(Refused, match="directory of a disk"):
        cleaned((FILES / "dicomdirtests" / "DICOMDIR").read_bytes(), "DICOMDIR")


@pytest.mark.parametrize("content", [written(nested(40)), written(nested(20))[:-30], written(patient())[:400]])
def test_what_is_damaged_or_too_deep_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        cleaned(content, "image.dcm")


def test_a_file_that_is_tiff_as_well_is_cleaned_as_dicom() -> None:
    content = bytearray(written(patient()))
    content[:8] = b"II*\0" + (64).to_bytes(4, "little")
    after, plan = cleaned(bytes(content), "image.tiff")
    assert plan.label == "DICOM"
    assert after[:128] == bytes(128)


@settings(max_examples=60)
@given(st.data())
def test_any_attribute_of_the_profile_goes(data: st.DataObject) -> None:
    tags = [tag for tag in _RULED if vr_of(tag) in ("LO", "SH", "PN", "LT", "ST", "UT", "AE", "CS")]
    chosen = data.draw(st.lists(st.sampled_from(tags), min_size=1, max_size=8, unique=True))
    inside = data.draw(st.booleans())
    image, item = clean(), Dataset()
    for tag in chosen:
        (item if inside else image).add_new(Tag(tag), vr_of(tag), "PLANTED XYZ")
    if inside:
        image.SharedFunctionalGroupsSequence = Sequence([item])
    syntax = data.draw(st.sampled_from([ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian]))
    after, plan = cleaned(written(image, syntax), "image.dcm")
    assert b"PLANTED" not in after
    assert {keyword_of(tag) for tag in chosen} <= {one.name for one in plan.taken} | _unclassed(chosen)
    read(after).to_json()


_RULED = [
    tag
    for group in (0x0008, 0x0010, 0x0018, 0x0032, 0x0038, 0x0040)
    for number in range(0x3000)
    if rule_of(tag := group << 16 | number)
]


def _unclassed(tags: list[int]) -> set[str]:
    """Properties of a person, such as sex, go without being told: they identify nobody."""
    return {keyword_of(tag) for tag in tags if (rule := rule_of(tag)) and rule.kind is None}


@settings(max_examples=150)
@given(st.binary(min_size=1, max_size=4), st.data())
def test_no_damage_ends_in_anything_but_a_copy_or_a_refusal(damage: bytes, data: st.DataObject) -> None:
    content = bytearray(_DAMAGED)
    at = data.draw(st.integers(132, len(content) - 4))
    content[at : at + len(damage)] = damage
    problem, after = tried(bytes(content))
    assert "Okafor" not in problem
    assert len(after) < 2 * len(content) + 1000


def tried(content: bytes) -> tuple[str, bytes]:
    """Return why bytes were refused, or else their copy."""
    try:
        return "", cleaned(content, "image.dcm")[0]
    except Refused as error:
        return error.problem, b""


_SMALL = patient()
_SMALL.PixelData = bytes(64)
_DAMAGED = written(_SMALL)


def test_the_inspector_sees_both_sides_of_a_file_that_is_tiff_as_well() -> None:
    directory = bytearray(tiff(image(t306="2009:12:29 09:59:15")))
    data = clean()
    data.PatientName = "Okafor^Ada"
    data.add_new(Tag(0xFFFC, 0xFFFC), "OB", bytes(directory))
    content = bytearray(written(data))
    # The directory stands behind the pixels, so its offsets grow.
    shifted = content.index(directory)
    first = struct.unpack_from("<I", directory, 4)[0]
    at = directory.index(struct.pack("<HH", 306, 2)) + 8
    struct.pack_into("<I", directory, at, struct.unpack_from("<I", directory, at)[0] + shifted)
    content[shifted : shifted + len(directory)] = directory
    content[:8] = b"II*\0" + struct.pack("<I", first + shifted)
    found = {one.place for one in remaining(bytes(content), "image.dcm")}
    assert {"(0010,0010)", "IFD 0, DateTime"} <= found
    after, plan = cleaned(bytes(content), "image.dcm")
    assert ("free_text", "preamble", "preamble") in said(plan)
    assert b"2009" not in after
    assert remaining(after, "image.dcm") == []


def test_a_text_before_the_data_set_is_seen_and_cleaned() -> None:
    content = bytearray(written(clean()))
    content[:40] = b"mail ada@example.org of 2009-12-29".ljust(40)
    assert {one.place for one in remaining(bytes(content), "image.dcm")} == {"preamble"}
    after, _ = cleaned(bytes(content), "image.dcm")
    assert after[:128] == bytes(128)
    assert remaining(after, "image.dcm") == []


def test_identifiers_of_the_consortium_may_stay() -> None:
    data = patient()
    data.PatientID, data.PatientName, data.StudyID = "HTA201_12", "HTA201_12", "S20-12345"
    found = read(cleaned(written(data), "image.dcm")[0])
    assert (found.PatientID, found.PatientName, found.StudyID) == ("HTA201_12", "HTA201_12", "")
