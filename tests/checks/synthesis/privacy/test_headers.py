"""Planted files are real ones: the libraries of their formats read them, and find what is planted."""

import io
import json
from functools import cache
from pathlib import Path

import anndata
import pydicom
import pysam
import pytest
import tifffile
from PIL import Image

from tests.checks.synthesis.made import chance
from theatrum.checks.synthesis.privacy import archives, headers
from theatrum.checks.synthesis.privacy.headers import Maker, PlantedFile

SAMPLE = "HTA201_7_B1"


@cache
def made(make: Maker) -> PlantedFile:
    return make(chance(5), SAMPLE)


def planted(file: PlantedFile) -> dict[str, str]:
    return {label.tag or "": label.text for label in file.labels}


@pytest.mark.parametrize("make", [*headers.MAKERS, *archives.MAKERS], ids=lambda make: make.__name__)
def test_same_seed_gives_the_same_bytes(make: Maker) -> None:
    assert make(chance(5), SAMPLE) == made(make)
    assert made(make).labels
    assert make(chance(6), SAMPLE) != made(make)


@pytest.mark.parametrize("make", [headers.plain_tiff, headers.qptiff])
def test_tiff_has_its_date(make: Maker) -> None:
    with tifffile.TiffFile(io.BytesIO(made(make).content)) as file:
        assert file.pages.first.tags[306].value == planted(made(make))["DateTime"]
        assert file.pages.first.asarray().shape == (512, 512)


def test_ome_tiff_has_good_xml() -> None:
    with tifffile.TiffFile(io.BytesIO(made(headers.ome_tiff).content)) as file:
        found = tifffile.xml2dict(str(file.ome_metadata))["OME"]
    wanted = planted(made(headers.ome_tiff))
    assert found["Experimenter"]["LastName"] == wanted["LastName"]
    assert found["Image"]["AcquisitionDate"] == wanted["AcquisitionDate"]


def test_slide_has_label_and_macro() -> None:
    with tifffile.TiffFile(io.BytesIO(made(headers.aperio).content)) as file:
        beside = [page.aspage().tags[270].value.split()[-2] for page in file.pages if page.shape == (64, 96)]
        assert beside == ["label", "macro"]
        assert f"|Date = {planted(made(headers.aperio))['Date']}" in file.pages.first.description
        assert file.is_svs


def test_dicom_has_patient_and_picture() -> None:
    found = pydicom.dcmread(io.BytesIO(made(headers.dicom).content))
    wanted = planted(made(headers.dicom))
    assert {name: str(found[name].value) for name in wanted} == wanted
    assert found.pixel_array.shape == (2, 2)


@pytest.mark.parametrize("make", [headers.bam, headers.cram])
def test_alignments_have_the_lines(make: Maker, tmp_path: Path) -> None:
    file = made(make)
    path = tmp_path / f"file.{file.ending}"
    path.write_bytes(file.content)
    with pysam.AlignmentFile(str(path), check_sq=False) as found:
        text = str(found.header)
        assert found.has_index() is False
    assert all(part in text for part in planted(file).values())


def test_anndata_has_notes_and_categories(tmp_path: Path) -> None:
    path = tmp_path / "file.h5ad"
    path.write_bytes(made(headers.anndata).content)
    found = anndata.read_h5ad(path)
    wanted = {label.text for label in made(headers.anndata).labels}
    assert {*found.uns.values(), *found.obs["collected"].cat.categories, *found.obs["operator"]} == wanted


def test_photo_and_drawing_have_exif() -> None:
    photo = Image.open(io.BytesIO(made(headers.photo).content))
    wanted = planted(made(headers.photo))
    assert photo.getexif()[306] == wanted["DateTime"]
    assert photo.getexif().get_ifd(34665)[36867] == wanted["DateTimeOriginal"]
    drawing = Image.open(io.BytesIO(made(headers.drawing).content))
    drawing.load()
    assert drawing.getexif()[306] == planted(made(headers.drawing))["DateTime"]
    assert drawing.info["Creation Time"] == planted(made(headers.drawing))["Creation Time"]


def test_sidecar_is_good_json() -> None:
    content, labels = archives.sidecar(chance(1))
    found = json.loads(content)
    for label in labels:
        _, note, text = (label.tag or "").split("/")
        assert label.text in found[note][text]
