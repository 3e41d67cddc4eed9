"""How to take something out of a header, by kind of file, where theatrum redact does not do all of it."""

_ADVICE = {
    "bam": "theatrum redact writes a copy without it; samtools reheader names samples anew.",
    "bcf": "Write the header anew with bcftools reheader.",
    "cram": "Write the header anew with samtools reheader, and the file under a name that says nothing.",
    "bzip2": "Unpack it, clean what is in it, and pack it again.",
    "czi": "Export it as OME-TIFF with ZEN or bfconvert, and clean that with theatrum redact.",
    "fastq": "Name the reads anew, as `seqkit replace` does, or compress the file under another name.",
    "gzip": "Unpack it, clean what is in it, and pack it again with `gzip -n`.",
    "hdf5": "Take it out with the program that wrote the file, such as anndata, and write the file anew.",
    "jpeg": "Save the picture without metadata, as `exiftool -all=` does.",
    "maf": "Replace it in the table.",
    "pdf": "Print the document to a new one, without properties and comments.",
    "png": "Save the picture without metadata, as `exiftool -all=` does.",
    "rdata": "Take it out in R, and save it anew.",
    "sam": "theatrum redact writes a copy without it; samtools reheader names samples anew.",
    "seg": "Replace it in the table.",
    "tar": "Unpack it, clean what is in it, and pack it again.",
    "vcf": "theatrum redact writes a copy without it; bcftools reheader names samples anew.",
    "xz": "Unpack it, clean what is in it, and pack it again.",
    "zip": "Unpack it, clean what is in it, and pack it again.",
}


def advice_for(label: str | None) -> str | None:
    """Return what to do about a header of a kind of file; None where the general advice is right."""
    return _ADVICE.get(label or "")
