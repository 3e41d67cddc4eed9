"""Every code that is noted of any file, of archives, HDF5 and tables of objects is listed."""

import re
from pathlib import Path

from theatrum.checks import formats, submission
from theatrum.checks.formats.archives.listing import _ABOUT
from theatrum.checks.formats.codes import CODES
from theatrum.checks.formats.hdf5.codes import CODES as HDF5

_FORMATS, _SUBMISSION = Path(formats.__path__[0]), Path(submission.__path__[0])
_SOURCES = (
    *_FORMATS.joinpath("archives").glob("*.py"),
    *_FORMATS.joinpath("hdf5").glob("*.py"),
    *(_FORMATS / f"{name}.py" for name in ("bundles", "declared", "inspecting", "judging", "objects")),
    *(_SUBMISSION / f"{name}.py" for name in ("channels", "object_labels", "people", "slides")),
)


def test_codes_are_listed() -> None:
    text = "".join(path.read_text("utf-8") for path in _SOURCES if path.name != "codes.py")
    found = set(re.findall(r'"(format\.[a-z0-9_]+)"', text))
    found |= {f"format.{code}" for code in re.findall(r'self\._note\("(member_[a-z]+)"', text)}
    found |= {f"format.member_{problem}" for problem in _ABOUT}
    found |= {f"format.objects_{what}" for what in re.findall(r'self\._note\("([a-z]+)", ', text)}
    found |= {f"format.anndata_{what}" for what in re.findall(r'_note\(notes, "([a-z]+)"', text)}
    found |= {f"format.hdf5_{what}" for what in re.findall(r'_tell\("([a-z]+)", "', text)}
    assert found == set(CODES) | set(HDF5)
