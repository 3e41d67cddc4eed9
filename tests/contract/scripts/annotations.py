"""Annotations of single-cell sequencing files: complete ones, and ones with a defect of each kind."""


def complete(label: str, name: str) -> "dict[str, str | bool | int]":
    """Return annotations with which the bound schema finds nothing wrong."""
    return {
        "HTAN_DATA_FILE_ID": f"HTA201_1_D{label}",
        "HTAN_PARENT_ID": "HTA201_1_B1",
        "FILENAME": f"scRNA_seq/{name}",
        "FILE_FORMAT": "fastq",
        "SINGLE_CELL_ISOLATION_METHOD": "Droplet-based",
        "DISSOCIATION_METHOD": "Enzymatic",
        "NUCLEIC_ACID_SOURCE": "RNA",
        "LIBRARY_CONSTRUCTION_METHOD": "10X Genomics",
        "REVERSE_TRANSCRIPTION_PRIMER": "Oligo-dT",
        "SPIKE_IN": "None",
        "READ_INDICATOR": "Forward",
        "LIBRARY_LAYOUT": "Paired-end",
        "SEQUENCING_PLATFORM": "ILLUMINA",
        "WORKFLOW_VERSION": "1.2.0",
        "GENOMIC_REFERENCE": "GRCh38",
        "CRYOPRESERVED_CELLS_IN_SAMPLE": True,
        "LIBRARY_PREPARATION_DAYS_FROM_INDEX": 12,
    }


# One attribute for each kind of defect: not in the list, the wrong form, the wrong type (two), and absent.
DEFECTS = {
    "LIBRARY_LAYOUT": "Pair-end",
    "HTAN_DATA_FILE_ID": "HTA999_1_D1",
    "CRYOPRESERVED_CELLS_IN_SAMPLE": "maybe",
    "LIBRARY_PREPARATION_DAYS_FROM_INDEX": "a dozen",
}
MISSING = "HTAN_PARENT_ID"
NAMED = (*DEFECTS, MISSING)


def defective(label: str, name: str) -> "dict[str, str | bool | int]":
    """Return annotations with one defect of each kind."""
    found = {**complete(label, name), **DEFECTS}
    del found[MISSING]
    return found


def require_named(messages: "list[str]") -> None:
    """Require that the messages name each attribute that is wrong, and no other."""
    for attribute in NAMED:
        assert any(attribute in message for message in messages), f"{attribute} is not named in {messages}"
    others = [attribute for attribute in complete("1", "x") if attribute not in NAMED]
    for attribute in others:
        assert not any(attribute in message for message in messages), f"{attribute} is right, but: {messages}"
