"""Which reference genome lengths of sequences tell: facts of the assemblies themselves."""

# Length of the first chromosome; each assembly has its own.
_ASSEMBLIES = {
    248_956_422: "GRCh38",
    249_250_621: "GRCh37",
    248_387_328: "T2T-CHM13v2.0",
    195_154_279: "GRCm39",
    195_471_971: "GRCm38",
}
_FIRST = frozenset({"1", "chr1", "chrom1", "CM000663.2", "CM000663.1", "NC_000001.11", "NC_000001.10", "CP068277.2"})


def assembly_of(name: str, length: int) -> str | None:
    """Return the assembly that a sequence of a name and a length in bases belongs to, None where it does not tell."""
    known = name in _FIRST or name.removeprefix("GRCh38_").removeprefix("GRCm39_") in _FIRST
    return _ASSEMBLIES.get(length) if known else None
