from pathlib import Path

import pytest

from theatrum.checks.formats import openslide_reading
from theatrum.checks.formats.openslide_reading import Readable, is_installed, read_slides
from theatrum.checks.synthesis.contents import pictures
from theatrum.checks.synthesis.contents.content import Content

pytestmark = [
    pytest.mark.requirement("R117"),
    pytest.mark.skipif(not is_installed(), reason="OpenSlide comes with the extra named server"),
]


def test_what_openslide_says(tmp_path: Path) -> None:
    slide = pictures.svs(Content(sample="S", seed=1, is_color=True))
    paths = []
    for number, content in enumerate([slide, b"no picture at all", slide[:100_000], slide]):
        paths.append(tmp_path / f"slide {number}.svs")
        paths[-1].write_bytes(content)
    assert read_slides([*paths, tmp_path / "nowhere.svs"]) == [
        Readable.YES,
        Readable.UNSUPPORTED,
        Readable.UNSUPPORTED,
        Readable.YES,
        Readable.UNSUPPORTED,
    ]


def test_a_process_that_dies_spoils_one_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = openslide_reading._PROGRAM.replace("    try:", "    if name.endswith(b'bad'): os.abort()\n    try:", 1)
    monkeypatch.setattr(openslide_reading, "_PROGRAM", program)
    paths = [tmp_path / name for name in ("first", "bad", "last")]
    assert read_slides(paths) == [Readable.UNSUPPORTED, Readable.BROKEN, Readable.UNSUPPORTED]
