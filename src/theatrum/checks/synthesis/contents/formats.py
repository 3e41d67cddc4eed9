"""Which maker of bytes stands for which format."""

from collections.abc import Callable

from theatrum.checks.synthesis.contents import (
    alignments,
    bundles,
    hierarchies,
    matrices,
    pictures,
    reads,
    variants,
)
from theatrum.checks.synthesis.contents.content import Content

Maker = Callable[[Content], bytes]

# By the ending of a file's name, without the first dot, in the order in which they are preferred.
MAKERS: dict[str, Maker] = {
    "fastq.gz": reads.fastq_gz,
    "fastq": reads.fastq,
    "bam": alignments.bam,
    "vcf": variants.vcf,
    "vcf.gz": variants.vcf_gz,
    "ome.tiff": pictures.ome_tiff,
    "ome.tif": pictures.ome_tiff,
    "svs": pictures.svs,
    "tiff": pictures.tiff,
    "tif": pictures.tiff,
    "csv": matrices.csv,
    "h5ad": hierarchies.matrix,
    "tar.gz": bundles.tar_gz,
    "zip": bundles.zipped,
    "tar": bundles.tar,
}
ALIGNED = frozenset({"bam"})
READS = frozenset({"fastq", "fastq.gz"})
COLOR = frozenset({"svs"})
PICTURES = frozenset({"ome.tiff", "ome.tif", "svs", "tiff", "tif"})
BUNDLES = frozenset({"tar", "tar.gz", "zip"})
