"""Numbers that institutions give to people and specimens: medical records, accessions, health plans."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.labels import TOKEN, digits_of, has_digits, is_whole_with, labelled, numbered
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.writing import Writing

# Archives of sequences, whose accessions are public.
_PUBLIC = re.compile(
    "(?:GSE|GSM|GPL|SR[APRSX]|ER[APRSX]|DR[APRSX]|PRJ[A-Z]{2}|SAM[END][A-Z]?|EGA[A-Z]|phs|E-[A-Z]{4}-|PXD|N[CGMPRT]_|X[MPR]_)",
    re.IGNORECASE,
)
# What another writing tells as what it is: visit 2019-03-04.
_DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}(?:T.*)?")
_LEAST = 3


def is_record(found: re.Match[str], _context: Context) -> bool:
    """Return whether there are digits enough, and it is no accession of a public archive and no date."""
    value = found[found.lastindex or 0]
    return len(digits_of(value)) >= _LEAST and _PUBLIC.match(value) is None and _DATE.fullmatch(value) is None


def is_only_record(found: re.Match[str], context: Context) -> bool:
    """Return whether that is the whole text."""
    return found[0] == found.string.strip() and is_record(found, context)


WRITINGS = (
    Writing(
        kind=Kind.MEDICAL_RECORD,
        name="labelled",
        strength=Strength.STRONG,
        about="A token with three digits or more behind MRN, patient id, accession, case number and the like",
        pattern=labelled(
            "mrn", "m[.]r[.]n[.]", "medical record", "med[.]? rec[.]?", "accession", "surgical path(?:ology)?", "nhs",
            "fallnummer", "patientennummer", "path case", "emr", "ehr",
            *numbered("patient", "pat[.]?", "hospital", "chart", "acc[.]?", "pathology", "case", "encounter", "visit"),
        ),
        part=1,
        confirm=is_record,
        examples=(
            "MRN: 00123456", "MRN#A-123456", "medical record number 1234567", "Patient ID: PT-00123",
            "accession no. S20-12345",
            "mrn_1234567.svs", "NHS number 9434765919",
        ),
        counterexamples=(
            "MRN: none", "accession GSE123456", "accession: SRR1234567", "in case of 12", "MRN 12", "1234567",
            "visit 2019-03-04", "visit 03/04/2019",
        ),
    ),
    Writing(
        kind=Kind.MEDICAL_RECORD,
        name="glued",
        strength=Strength.STRONG,
        about="Five to twelve digits right behind MRN: MRN1234567",
        pattern="MRN[0-9]{5,12}",
        examples=("MRN1234567", "scan_mrn1234567.svs"),
        counterexamples=("MRN1234", "XMRN1234567", "MRN1234567890123"),
    ),
    Writing(
        kind=Kind.MEDICAL_RECORD,
        name="column",
        strength=Strength.STRONG,
        about="A token with three digits or more where the name says medical record, patient id or accession",
        pattern=f"({TOKEN})",
        needs=frozenset([Meaning.RECORD]),
        confirm=is_only_record,
        named="MRN",
        examples=("00123456", "A-123456"),
        counterexamples=("GSE12345", "none", "12"),
    ),
    Writing(
        kind=Kind.HEALTH_PLAN,
        name="labelled",
        strength=Strength.STRONG,
        about="A token with four digits or more behind health plan, insurance, member id, Medicare and the like",
        pattern=labelled(
            "health ?plan", "insurance(?: policy)?", "subscriber", "beneficiary", "medicare", "medicaid", "hicn", "mbi",
            "versichertennummer", "krankenkasse", *numbered("policy", "member", "group", "payer"),
        ),
        part=1,
        confirm=has_digits(4),
        examples=("Medicare: 1EG4-TE5-MK73", "insurance policy no. AB123456", "Member ID: 123456789"),
        counterexamples=("insurance: none", "member of 12", "insurance 12", "policy: open", "group 20201"),
    ),
    Writing(
        kind=Kind.HEALTH_PLAN,
        name="column",
        strength=Strength.STRONG,
        about="A token with four digits or more where the name says insurance, member id or Medicare",
        pattern=f"({TOKEN})",
        needs=frozenset([Meaning.PLAN]),
        confirm=is_whole_with(4),
        named="insurance_member_id",
        examples=("AB123456",),
        counterexamples=("none", "A12", "A1234 and more"),
    ),
    Writing(
        kind=Kind.HEALTH_PLAN,
        name="medicare",
        strength=Strength.WEAK,
        about="Eleven signs in the order of Medicare's: 1EG4-TE5-MK73",
        pattern="[1-9][A-Z][0-9A-Z][0-9]-?[A-Z][0-9A-Z][0-9]-?[A-Z]{2}[0-9]{2}",
        is_folded=False,
        before="0-9A-Za-z-",
        after="0-9A-Za-z-",
        examples=("1EG4-TE5-MK73", "1EG4TE5MK73"),
        counterexamples=("1EG4-TE5-MK7", "0EG4TE5MK73", "1EG4TE5MK733"),
    ),
)  # fmt: skip
