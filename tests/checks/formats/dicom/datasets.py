"""Data sets written by pydicom, for the tests of the inspector."""

import io

from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian

from theatrum.checks.formats.bytes import Budget, Counted, Held
from theatrum.checks.formats.dicom.inspecting import inspect
from theatrum.checks.formats.inspection import Asked, Notes

WHOLE_SLIDE = "1.2.840.10008.5.1.4.1.1.77.1.6"


def clean() -> Dataset:
    """Return a slide image of 64 x 32 pixels from which everything identifying was removed."""
    data = Dataset()
    data.SOPClassUID = WHOLE_SLIDE
    data.SOPInstanceUID = "2.25.305828488182831875890203105390285383139"
    data.StudyInstanceUID = "2.25.305828488182831875890203105390285383140"
    data.ImageType = ["DERIVED", "PRIMARY", "VOLUME", "NONE"]
    data.PatientName = ""
    data.PatientBirthDate = ""
    data.PatientIdentityRemoved = "YES"
    data.Modality = "SM"
    data.SamplesPerPixel = 3
    data.PhotometricInterpretation = "RGB"
    data.Rows, data.Columns, data.BitsAllocated = 32, 64, 8
    data.BurnedInAnnotation = "NO"
    data.PixelData = bytes(64 * 32 * 3)
    return data


def written(data: Dataset, syntax: UID = ExplicitVRLittleEndian, *, has_preamble: bool = True) -> bytes:
    """Return the bytes of a file."""
    stream = io.BytesIO()
    if has_preamble:
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID(WHOLE_SLIDE), UID("2.25.1")
        meta.TransferSyntaxUID = syntax
        data.file_meta = meta
        data.preamble = bytes(128)
    is_little = syntax.is_little_endian
    dcmwrite(stream, data, implicit_vr=syntax.is_implicit_VR, little_endian=is_little, enforce_file_format=has_preamble)
    return stream.getvalue()


def nested(depth: int) -> Dataset:
    """Return sequences in sequences, with a name in the innermost."""
    data = Dataset()
    data.PersonName = "Okafor^Ada"
    for _ in range(depth):
        outer = Dataset()
        outer.ContentSequence = Sequence([data])
        data = outer
    return data


def inspected(content: bytes, *, is_full: bool = False, budget: Budget | None = None) -> Notes:
    """Return what the inspector notes of these bytes."""
    budget = budget or Budget()
    notes = Notes(Asked("slide.dcm", is_full=is_full), budget)
    inspect(Counted(Held(content), budget), notes)
    return notes
