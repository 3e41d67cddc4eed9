"""Files of other formats are not cleaned, and what to do with them is said."""

import io
import tarfile

import pytest

from tests.checks.redaction.cleaning import cleaned
from theatrum.checks.redaction.elsewhere import NotCleaned
from theatrum.checks.redaction.wishes import Refused


def tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as file:
        file.addfile(tarfile.TarInfo("a"))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.czi", b"ZISRAWFILE" + bytes(100), "OME-TIFF"),
        ("a.mrxs", b"\xff\xd8\xff" + bytes(100), "OME-TIFF"),
        ("a.h5ad", b"\x89HDF\r\n\x1a\n" + bytes(100), "anndata"),
        ("a.tar", tar(), "pack it again"),
        ("a.zip", b"PK\3\4" + bytes(100), "pack it again"),
        ("a.cram", b"CRAM\3\0" + bytes(100), "samtools reheader"),
        ("a.fastq", b"@read\nACGT\n+\nIIII\n", "seqkit"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "exiftool"),
        ("a.pdf", b"%PDF-1.7\n", "Print the document"),
        ("a.csv", b"A,B\n1,2\n", "theatrum dates"),
        ("a.bin", bytes(range(1, 200)), "Export it as TIFF"),
        ("empty", b"", "Export it as TIFF"),
    ],
)
def test_what_to_do_instead_is_said(name: str, content: bytes, told: str) -> None:
    with pytest.raises(NotCleaned) as found:
        cleaned(content, name)
    assert told in found.value.fix
    assert found.value.problem.endswith(", which this command does not clean.")


def test_what_is_said_of_a_kind_does_not_speak_of_other_trouble() -> None:
    with pytest.raises(Refused) as found:
        cleaned(b"II*\0" + bytes(60), "a.tiff")
    assert not isinstance(found.value, NotCleaned)
