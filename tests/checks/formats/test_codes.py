"""What inspectors note has a meaning that the reference tells."""

import re
from pathlib import Path

import pytest

from docs.generate import finding_codes
from theatrum.checks import formats

ROOM = Path(formats.__path__[0])
CODE = re.compile(r'"(format\.[a-z_]+)"')


@pytest.mark.parametrize("folder", ["czi", "dicom", "pdf", "pictures", "sequencing"])
def test_every_code_is_documented(folder: str) -> None:
    modules = [path for path in (ROOM / folder).rglob("*.py") if path.name != "codes.py"]
    used = {code for module in modules for code in CODE.findall(module.read_text(encoding="utf-8"))}
    assert used - set(finding_codes()) == set()
