"""Archives of a spatial platform's output: tar, tar in gzip, zip. The same members in the same order each time."""

import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from theatrum.checks.synthesis.contents.content import Content, filler
from theatrum.checks.synthesis.contents.hierarchies import h5ad
from theatrum.checks.synthesis.contents.pictures import ome_tiff, tiff

_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_SPOTS = 40
MEMBERS = (
    "metrics_summary.csv",
    "analysis/clustering/graphclust/clusters.csv",
    "spatial/scalefactors_json.json",
    "spatial/tissue_lowres_image.png",
    "spatial/tissue_positions_list.csv",
    "filtered_feature_bc_matrix.h5",
)


def tar(content: Content) -> bytes:
    """Return the members in a tar."""
    return tar_of(_members(content))


def tar_gz(content: Content) -> bytes:
    """Return the members in a tar in gzip."""
    return gzip.compress(tar(content), mtime=0)


def zipped(content: Content) -> bytes:
    """Return the members in a zip."""
    return zip_of(_members(content))


def tar_of(members: Mapping[str, bytes]) -> bytes:
    """Return a tar of members by their path."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def zip_of(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of members by their path."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST_MOMENT), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def gzip_of(name: str, data: bytes) -> bytes:
    """Return data in gzip, with the name that it had written into the header."""
    stream = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", fileobj=stream, mtime=0) as packed:
        packed.write(data)
    return stream.getvalue()


def _members(content: Content) -> Mapping[str, bytes]:
    chance = content.chance()
    codes = ["".join(chance.choices("ACGT", k=16)) + "-1" for _ in range(_SPOTS)]
    spots = "".join(f"{code},1,{index // 8},{index % 8},{index * 9},{index * 7}\n" for index, code in enumerate(codes))
    clusters = "Barcode,Cluster\n" + "".join(f"{code},{chance.randint(1, 4)}\n" for code in codes)
    metrics = f"Number of Spots Under Tissue,Mean Reads per Spot\n{_SPOTS},{chance.randint(20_000, 60_000)}\n"
    factors = {"spot_diameter_fullres": 89.4, "tissue_hires_scalef": 0.17, "tissue_lowres_scalef": 0.05}
    # Random bytes cannot be packed, so they bring the whole archive to its size.
    matrix = h5ad(Content(sample=content.sample, seed=content.seed, least=content.least))
    texts = (metrics, clusters, json.dumps(factors))
    written = (*(text.encode() for text in texts), png(32, content.seed), spots.encode(), matrix)
    found = dict(zip(MEMBERS, written, strict=True))
    return found | {path: _small(path, content.seed) for path in content.members if path not in found}


def _small(path: str, seed: int) -> bytes:
    """Return small bytes of the kind that a path says."""
    if path.endswith(".png"):
        return png(32, seed)
    if path.endswith(".parquet"):
        return b"PAR1" + filler(64, bytes(range(256))) + b"PAR1"
    if path.endswith((".tif", ".tiff")):
        make = ome_tiff if ".ome." in path else tiff
        return make(Content(sample="image", seed=seed))
    return b"{}\n" if path.endswith(".json") else b"name,value\nfirst,1\n"


def png(side: int, seed: int, more: Sequence[tuple[bytes, bytes]] = ()) -> bytes:
    """Return a grey square picture, with further chunks, such as ``tEXt``, before its data."""
    grain = filler(side * side + seed % 7, bytes(range(256)))
    lines = b"".join(b"\0" + grain[row * side : (row + 1) * side] for row in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), *more, (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
