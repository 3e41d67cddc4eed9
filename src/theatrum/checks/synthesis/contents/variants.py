"""VCF: variants of a sample, plain or in BGZF. No date and no command line in the header."""

from collections.abc import Sequence

from theatrum.checks.synthesis.contents import blocks
from theatrum.checks.synthesis.contents.content import Content

_HEADER = """##fileformat=VCFv4.2
##reference=GRCh38
##contig=<ID=chr1,length=248956422>
##INFO=<ID=DP,Number=1,Type=Integer,Description="Reads that cover the place">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}
"""
_FEWEST = 20
_OTHER = {"A": "CGT", "C": "AGT", "G": "ACT", "T": "ACG"}


def vcf(content: Content) -> bytes:
    """Return variants on one chromosome, in order of place."""
    return _text(content, content.least)


def vcf_with(content: Content, lines: Sequence[str]) -> bytes:
    """Return variants with further lines in the header."""
    first, rest = vcf(content).split(b"\n", 1)
    return b"\n".join((first, *(line.encode() for line in lines), rest))


def vcf_gz(content: Content) -> bytes:
    """Return variants in BGZF."""
    # Random variants pack to about a third: ask for enough text, and once more where that was too little.
    size = content.least * 4
    while len(found := blocks.packed(_text(content, size)) + blocks.END) < content.least:
        size *= 2
    return found


def _text(content: Content, least: int) -> bytes:
    chance = content.chance()
    parts = [_HEADER.format(sample=content.sample)]
    size, place, count = len(parts[0]), 10_000, 0
    while size < least or count < _FEWEST:
        place += chance.randint(1, 5000)
        base = chance.choice("ACGT")
        other, genotype = chance.choice(_OTHER[base]), chance.choice(("0/1", "1/1"))
        quality, depth = chance.randint(30, 99), chance.randint(10, 200)
        line = f"chr1\t{place}\t.\t{base}\t{other}\t{quality}\tPASS\tDP={depth}\tGT\t{genotype}\n"
        parts.append(line)
        size, count = size + len(line), count + 1
    return "".join(parts).encode()
