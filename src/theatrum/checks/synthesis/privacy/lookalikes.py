"""What is written like an identifier of a person and is none: clean texts of the field, under the headers they have."""

import random

from theatrum.checks.synthesis.privacy.planted import Make, Sample, digits, filled, letters

_HEX = "0123456789abcdef"
_SYMBOLS = "TP53 EGFR MARCH1 MARCHF2 SEPT2 SEPTIN9 DEC1 MAY1 NOV OCT4 APR1 ACE2 CD274 PDCD1 JUN JUNB AUG KRAS IVD WAS"
_GENES = _SYMBOLS.split()
_SOFTWARE = ("STAR 2.7.10a", "CellRanger 7.1.0", "QuPath 0.4.3", "Python 3.11.4", "GATK 4.2.6.1", "bwa 0.7.17-r1188")
_TERMS = (
    "Hodgkin lymphoma",
    "Ewing sarcoma",
    "Wilms tumor",
    "May-Gruenwald Giemsa",
    "Kaplan-Meier",
    "Burkitt lymphoma",
    "Grover disease",
    "Paget disease of the breast",
    "Langerhans cells",
    "Kirsten rat sarcoma",
    "Fisher's exact test",
)
_LINES = ("MCF-7", "HeLa S3", "NCI-H1975", "A549", "SK-MEL-28", "U-87 MG", "NIH 3T3", "BT-474")
_DRUGS = ("75 mg/m2 d1,8,15 q21d", "200 mg q3w", "5 mg/kg", "10/20", "1/200", "1:1000", "50 Gy/25", "2 x 10/12 weeks")


def _hex(count: int) -> Make:
    return lambda chance: "".join(chance.choices(_HEX, k=count))


def _of(*texts: str) -> Make:
    return lambda chance: chance.choice(texts)


def _pattern(*patterns: str) -> Make:
    return lambda chance: filled(chance.choice(patterns), chance)


def _uuid(chance: random.Random) -> str:
    sign = _hex(32)(chance)
    return "-".join((sign[:8], sign[8:12], f"4{sign[13:16]}", f"a{sign[17:20]}", sign[20:]))


def _version(chance: random.Random) -> str:
    numbers = [str(chance.randint(0, 30)) for _ in range(chance.choice((2, 3, 3, 3)))]
    return chance.choice(("", "v", "version ")) + ".".join(numbers)


def _place(chance: random.Random) -> str:
    start = chance.randint(10_000, 240_000_000)
    return f"chr{chance.randint(1, 22)}:{start:,}-{start + chance.randint(100, 9000):,}"


def _hgnc(chance: random.Random) -> str:
    return f"20{chance.randint(20, 25)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"


# Under the header where they stand; None for any.
_MAKERS: dict[str, tuple[Make, str | None]] = {
    "md5": (_hex(32), None),
    "sha1": (_hex(40), None),
    "sha256": (_hex(64), None),
    "uuid": (_uuid, None),
    "cell_barcode": (lambda chance: "".join(chance.choices("ACGT", k=16)) + "-1", None),
    "index": (lambda chance: "".join(chance.choices("ACGT", k=8)), None),
    "gene": (lambda chance: chance.choice(_GENES), None),
    "ensembl": (_pattern("ENSG00000######", "ENST00000######.#", "ENSG00000######.1#"), None),
    "version": (_version, "SOFTWARE_AND_VERSION"),
    "software": (lambda chance: chance.choice(_SOFTWARE), "SOFTWARE_AND_VERSION"),
    "hgnc_version": (_hgnc, "HGNC_VERSION"),
    "reference": (_of("GRCh38.p13", "GENCODE v32", "hg19", "GRCm39", "Ensembl 110"), None),
    "participant": (_pattern("HTA20#_%##", "HTA21#_%###"), None),
    "specimen": (_pattern("HTA20#_%##_B##", "HTA20#_%##_D###"), None),
    "synapse": (_pattern("syn5#######", "syn%#######"), None),
    "dose": (lambda chance: chance.choice(_DRUGS), None),
    "ratio": (lambda chance: f"{chance.randint(1, 99)}/{chance.randint(1, 99)}", None),
    "dilution": (_pattern("1:%00", "1/%0", "1:%0,000"), None),
    "coordinates": (lambda chance: f"{chance.uniform(0, 9999):.2f},{chance.uniform(0, 9999):.2f}", None),
    "locus": (_place, None),
    "morphology": (_pattern("8%##/3", "9%##/3", "8%##/2"), None),
    "topography": (_pattern("C50.#", "C%#.#"), None),
    "ontology": (_pattern("UBERON:000####", "NCIT:C#####", "CL:000####", "MONDO:000####"), None),
    "catalogue": (_pattern("ab%#####", "sc-%###", "A-11%##", "MA5-%####", "Cat. no. %###-%###", "#%###S"), None),
    "antibody": (_pattern("RRID:AB_%######", "clone %D#", "Alexa Fluor 488"), None),
    "slide": (_pattern("V10@%#-0##", "V12@%#-1##", "H1-%@@##@#"), "SLIDE_SERIAL_NUMBER"),
    "well": (lambda chance: f"{chance.choice('ABCDEFGH')}{chance.randint(1, 12):02d}", None),
    "flowcell": (lambda chance: f"H{letters(chance, 3)}{digits(chance, 1)}{letters(chance, 2)}XY", None),
    "lane": (_pattern("L00%", "S%_L00#_R1_001"), None),
    "variant": (_pattern("p.V6##E", "c.1%##T>A", "rs%#######", "NM_00####.#"), None),
    "dimensions": (_pattern("%0%4x%0#8", "1024 x 2048", "0.#% um", "%0x"), None),
    "stage": (_of("pT2N0M0", "Stage IIB", "Gleason 3+4=7", "HER2 3+", "ypT0 N0(i-)"), None),
    "small_number": (lambda chance: str(chance.randint(-9999, 40_000)), None),
    "decimal": (lambda chance: f"{chance.uniform(0, 1000):.{chance.randint(1, 6)}f}", None),
    "counts": (lambda chance: f"{chance.randint(1_000, 90_000_000)}", None),
    "scientific": (lambda chance: f"{chance.uniform(1, 9):.1f}e-{chance.randint(2, 12)}", None),
    "range": (lambda chance: f"{chance.randint(1, 50)}-{chance.randint(51, 99)}", None),
    "year": (lambda chance: str(chance.randint(1990, 2024)), None),
    "young": (lambda chance: f"{chance.randint(18, 89)} years", None),
    "term": (lambda chance: chance.choice(_TERMS), None),
    "cell_line": (lambda chance: chance.choice(_LINES), None),
    "paper": (_pattern("PMID: 3#######", "10.1158/0008-5472.CAN-1#-%###", "PMC%######"), None),
    "archive": (_pattern("SRR%######", "phs00%##1.v1.p1", "GSE1#####", "EGAD0000100%###"), None),
    "grant": (_pattern("U2C CA%#####", "R01CA%#####"), None),
    "protocol": (_pattern("dx.doi.org/10.17504/protocols.io.b%##m%#n"), "PROTOCOL_LINK"),
    "sentence": (_of("sectioned at 5 um, stained the same day", "frozen within 30 min", "batch 3 of 12, rerun"), None),
}


def lookalike(number: int, chance: random.Random) -> tuple[str, Sample]:
    """Return the name of a kind of clean text and one of it; kinds follow each other by number."""
    name = tuple(_MAKERS)[number % len(_MAKERS)]
    make, column = _MAKERS[name]
    return name, Sample(make(chance), column=column)
