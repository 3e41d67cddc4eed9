"""Texts that other programs left in a TIFF: nothing leads to them, and they are read with any editor all the same."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile

from tests.checks.redaction.cleaning import cleaned, pages, said, segments
from tests.checks.redaction.tiff.slides import pixels
from tests.checks.redaction.tiff.test_ome import DATA, document, image

PLAIN: dict[str, Any] = {"metadata": None, "software": False, "photometric": "rgb"}


def edited(path: Path, before: str, after: str) -> bytes:
    """Return a TIFF whose description was replaced by a longer one, as programs do it: the old one stays."""
    with tifffile.TiffWriter(path) as file:
        file.write(DATA[0], description=before.encode(), **PLAIN)
    with tifffile.TiffFile(path, mode="r+") as opened:
        opened.pages.first.tags["ImageDescription"].overwrite(after, erase=False)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("before", "secret"),
    [
        ("scanned on 2009-12-29 by hand", b"2009-12-29"),
        ("Aperio Image Library\r\n1x1|User = Okafor|MPP = 0.5", b"Okafor"),
        (document(image(0, "core", DATA[0])), b"Okafor"),
        ("Operator: Okafor", b"Okafor"),
    ],
)
def test_a_text_that_was_replaced_is_gone(tmp_path: Path, before: str, secret: bytes) -> None:
    content = edited(tmp_path / "a.tiff", before, "x" * 5000)
    assert secret in content
    after, plan = cleaned(content)
    assert secret not in after
    assert "text that no tag leads to" in {name for _, _, name in said(plan)}
    assert [segments(after, page) for page in pages(after)] == [segments(content, page) for page in pages(content)]
    assert cleaned(after)[1].taken == ()


def test_what_says_nothing_and_what_is_no_text_stays(tmp_path: Path) -> None:
    content = edited(tmp_path / "a.tiff", "a plain word about nothing", "x" * 5000)
    assert cleaned(content)[0] == content
    stack = io.BytesIO()
    grey = (np.arange(64 * 64, dtype=np.uint16).reshape(64, 64) % 90 + 33).astype(np.uint8)
    with tifffile.TiffWriter(stack) as file:
        file.write(grey, metadata=None, software=False)
    # Planes that no directory tells of, as ImageJ writes large stacks: legible, and no text.
    behind = stack.getvalue() + grey.tobytes() * 3 + pixels(64, 64).tobytes()
    assert cleaned(behind)[0] == behind
