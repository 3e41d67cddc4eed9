"""Planted identifiers of the labelled corpus: in headers that are cleaned, none is left."""

import gzip
import random
from collections.abc import Callable

import pytest

from tests.checks.redaction.cleaning import cleaned, remaining
from theatrum.checks.synthesis.privacy import headers

KINDS: dict[str, Callable[[random.Random, str], headers.PlantedFile]] = {
    "image.tiff": headers.plain_tiff,
    "image.ome.tiff": headers.ome_tiff,
    "slide.svs": headers.aperio,
    "slide.qptiff": headers.qptiff,
    "image.dcm": headers.dicom,
    "reads.bam": headers.bam,
    "variants.vcf": headers.vcf,
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("seed", range(8))
def test_nothing_planted_is_left(name: str, seed: int) -> None:
    made = KINDS[name](random.Random(seed), "HTA201_1_B1")  # noqa: S311  # makes up files for a test
    after, plan = cleaned(made.content, name)
    inner = gzip.decompress(after) if name == "reads.bam" else after
    for label in made.labels:
        # Whose a sample is, only the center knows: that is told.
        if label.text and label.tag != "@RG SM":
            assert label.text.encode() not in inner, label.tag
            assert label.text not in repr(plan)
    assert [one.place for one in remaining(after, name) if one.verdict == "block"] == []
