from pathlib import Path

import pytest

from theatrum.checks.formats.openslide_reading import Readable, is_installed, read_slide
from theatrum.checks.synthesis.contents import pictures
from theatrum.checks.synthesis.contents.content import Content

pytestmark = [
    pytest.mark.requirement("R117"),
    pytest.mark.skipif(not is_installed(), reason="OpenSlide comes with the extra named server"),
]


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (pictures.svs(Content(sample="S", seed=1, is_color=True)), Readable.YES),
        (b"no picture at all", Readable.UNSUPPORTED),
        (pictures.svs(Content(sample="S", seed=1, is_color=True))[:100_000], Readable.UNSUPPORTED),
    ],
    ids=["slide", "text", "cut off"],
)
def test_what_openslide_says(tmp_path: Path, content: bytes, answer: Readable) -> None:
    path = tmp_path / "slide.svs"
    path.write_bytes(content)
    assert read_slide(path) is answer
