"""Every code that the inspectors of images note is listed."""

import re
from pathlib import Path

from theatrum.checks.formats import ome, tiff
from theatrum.checks.formats.ome.codes import CODES as OME
from theatrum.checks.formats.tiff.codes import CODES as TIFF


def test_codes_are_listed() -> None:
    folders = [Path(each) for package in (tiff, ome) for each in package.__path__]
    text = "".join(
        path.read_text("utf-8") for each in folders for path in each.rglob("*.py") if path.name != "codes.py"
    )
    assert set(re.findall(r'"(format\.[a-z_]+)"', text)) == set(TIFF) | set(OME)
