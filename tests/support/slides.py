"""Small slides as scanners write them, with what a reviewer has to look at."""

from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.pictures import svs_text, tiff_with

SCANNER = "SS7315"


def slide(number: int, *, scanner: str = SCANNER, label: bool = False) -> bytes:
    """Return a slide whose header names the serial number of its scanner; with a picture of its label where wanted."""
    content = Content(sample=f"HTA201_{number}_B1", seed=number, is_color=True)
    beside = ("Aperio Image Library v12.0.15 \r\nlabel 96x64",) if label else ()
    return tiff_with(content, {270: svs_text(content, {"ScanScope ID": scanner})}, beside)
