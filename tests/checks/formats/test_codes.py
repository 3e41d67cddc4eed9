"""What inspectors note has a meaning that the reference tells."""

import re
from pathlib import Path

import pytest

from theatrum.checks import formats
from theatrum.checks.formats.dicom import codes as dicom
from theatrum.checks.formats.pdf import codes as pdf
from theatrum.checks.formats.sequencing import codes as sequencing

ROOM = Path(formats.__path__[0])
CODE = re.compile(r'"(format\.[a-z_]+)"')


@pytest.mark.parametrize(
    ("folder", "known"), [("dicom", dicom.CODES), ("pdf", pdf.CODES), ("sequencing", sequencing.CODES)]
)
def test_every_code_is_documented(folder: str, known: dict[str, str]) -> None:
    modules = [path for path in (ROOM / folder).rglob("*.py") if path.name != "codes.py"]
    used = {code for module in modules for code in CODE.findall(module.read_text(encoding="utf-8"))}
    assert used - set(known) == set()
