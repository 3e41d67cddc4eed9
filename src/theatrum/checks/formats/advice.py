"""How to take something out of a header, by kind of file, where `theatrum redact` does not do it."""

_ADVICE = {
    "bam": "Write the header anew with `samtools reheader`.",
    "bcf": "Write the header anew with `bcftools reheader`.",
    "cram": "Write the header anew with `samtools reheader`, and the file under a name that says nothing.",
    "fastq": "Name the reads anew, as `seqkit replace` does, or compress the file under another name.",
    "jpeg": "Save the picture without metadata, as `exiftool -all=` does.",
    "maf": "Replace it in the table.",
    "pdf": "Print the document to a new one, without properties and comments.",
    "png": "Save the picture without metadata, as `exiftool -all=` does.",
    "sam": "Take the field out of the header, or write it anew with `samtools reheader`.",
    "seg": "Replace it in the table.",
    "vcf": "Take the line out of the header; `bcftools reheader` writes it anew, and renames samples.",
}


def advice_for(label: str | None) -> str | None:
    """Return what to do about a header of a kind of file; None where the general advice is right."""
    return _ADVICE.get(label or "")
