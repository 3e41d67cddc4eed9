"""Whatever stands in the texts of a TIFF: after cleaning, nothing of what was planted is anywhere in its bytes."""

import io
from typing import Any

import numpy as np
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.redaction.cleaning import cleaned, pages, remaining, segments
from tests.checks.redaction.tiff.slides import pixels
from theatrum.checks.formats.tiff.tags import class_of

PLANTED = [
    "okafor@example.org",
    "415-55-2671",
    "(415) 555-2671",
    "2009-12-29",
    "12/29/2009",
    "29 December 2009",
    "29.12.2009",
    "2009:12:29 09:59:15",
    "December 29, 2009",
]
AROUND = st.sampled_from(["", "seen ", "x=1|", "a: ", "Comment ", "\u00b5m ", "{", "\n", "; "])
WORDS = st.tuples(AROUND, st.sampled_from(PLANTED), AROUND.map(lambda text: text[::-1])).map("".join)
FORBIDDEN = [tag for tag in (306, 315, 316, 32932, 33448, 33449, 33450, 50735, 65427, 65442) if class_of(tag)]
TEXTS = [269, 271, 272, 285, 305, 333, 337, 33432, 42112, 65000, 65499]


def tags(draw: st.DrawFn, secrets: list[str]) -> list[Any]:
    """Return extra tags with texts in them."""
    found: list[Any] = []
    for tag in draw(st.lists(st.sampled_from(TEXTS + FORBIDDEN), max_size=4, unique=True)):
        text = draw(WORDS)
        secrets.append(next(one for one in PLANTED if one in text))
        raw = text.encode()
        is_text = draw(st.booleans())
        found.append((tag, 2 if is_text else 1, len(raw) + is_text, raw + b"\0" * is_text, True))
    return found


def options(draw: st.DrawFn, secrets: list[str], *, below: int) -> dict[str, Any]:
    """Return how an image is written, with a description that may have something planted in it."""
    found: dict[str, Any] = {"photometric": "rgb", "metadata": None, "software": False}
    found |= {"tile": (16, 16)} if draw(st.booleans()) else {"rowsperstrip": 5}
    found |= {"subifds": below} if below else {}
    if draw(st.booleans()):
        text = draw(WORDS)
        secrets.append(next(one for one in PLANTED if one in text))
        found["description"] = text.encode()
    return found | {"extratags": tags(draw, secrets)}


@st.composite
def planted(draw: st.DrawFn) -> tuple[bytes, list[str]]:
    """Return a TIFF of one to three images, some with a smaller copy below, and what was planted in their tags."""
    secrets: list[str] = []
    stream = io.BytesIO()
    order = draw(st.sampled_from("<>"))
    with tifffile.TiffWriter(stream, bigtiff=draw(st.booleans()), byteorder="<" if order == "<" else ">") as file:
        for number in range(draw(st.integers(1, 3))):
            below = draw(st.integers(0, 1))
            file.write(pixels(32, 48, seed=number), **options(draw, secrets, below=below))
            for _ in range(below):
                file.write(pixels(32, 48, seed=number), **options(draw, secrets, below=0))
    return stream.getvalue(), secrets


@settings(max_examples=120, deadline=None)
@given(planted())
def test_nothing_planted_is_left_and_pixels_stay(made: tuple[bytes, list[str]]) -> None:
    before, secrets = made
    after, plan = cleaned(before, "image.tiff")
    assert [secret for secret in secrets if secret.encode() in after] == []
    assert [one.verdict for one in remaining(after, "image.tiff") if one.verdict == "block"] == []
    assert not [secret for secret in secrets if secret in repr(plan)]
    assert [segments(after, page) for page in pages(after)] == [segments(before, page) for page in pages(before)]
    with tifffile.TiffFile(io.BytesIO(before)) as old, tifffile.TiffFile(io.BytesIO(after)) as new:
        for one, other in zip(old.pages, new.pages, strict=True):
            assert np.array_equal(one.asarray(), other.asarray())
    again, rest = cleaned(after, "image.tiff")
    assert (again, rest.taken) == (after, ())
