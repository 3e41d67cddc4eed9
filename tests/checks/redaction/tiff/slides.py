"""Slides as Aperio's scanners lay them out, and others: small, written by tifffile."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

APERIO = "Aperio Image Library v11.2.1\r\n"
PAIRS = (
    "|AppMag = 20|StripeWidth = 2040|ScanScope ID = SS7321|Filename = Okafor Ada|Date = 12/29/09|Time = 09:59:15"
    "|Time Zone = GMT-05:00|User = b414003d|Parmset = USM Filter|MPP = 0.4990|Title = S20-4711|ImageID = 1004486"
)
PLANTED = (b"SS7321", b"Okafor", b"12/29/09", b"09:59:15", b"GMT-05", b"b414003d", b"S20-4711")

Pixels = npt.NDArray[np.uint8]


def pixels(height: int, width: int, *, seed: int = 0) -> Pixels:
    """Return noise: no two pictures share a row of bytes."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def slide(*, is_big: bool = False, order: str = "<", **first: Any) -> bytes:
    """Return a slide: two levels in tiles, a thumbnail between, then label and macro."""
    stream = io.BytesIO()
    data = pixels(256, 320)
    plain: dict[str, Any] = {"metadata": None, "software": False, "photometric": "rgb"}
    with tifffile.TiffWriter(stream, bigtiff=is_big, byteorder="<" if order == "<" else ">") as file:
        head = f"{APERIO}320x256 [0,100 320x256] (64x64) JPEG/RGB Q=30{PAIRS}"
        file.write(data, tile=(64, 64), description=head, datetime="2009:12:29 09:59:15", **plain, **first)
        thumbnail = f"{APERIO}320x256 -> 80x64 - |AppMag = 20|Date = 12/29/09"
        file.write(data[::4, ::4], description=thumbnail, **plain)
        file.write(data[::2, ::2], tile=(64, 64), description=f"{APERIO}160x128 (64x64){PAIRS}", **plain)
        file.write(label(), description=f"{APERIO}label 60x90", subfiletype=1, rowsperstrip=40, **plain)
        file.write(macro(), description=f"{APERIO}macro 120x50", subfiletype=9, compression="zlib", **plain)
    return stream.getvalue()


def label() -> Pixels:
    """Return the picture of the label."""
    return pixels(90, 60, seed=1)


def macro() -> Pixels:
    """Return the picture of the whole slide."""
    return pixels(50, 120, seed=2)
