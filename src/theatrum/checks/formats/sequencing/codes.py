"""Every code that the inspectors of reads, alignments and variants can note, and what it means."""

CODES: dict[str, str] = {
    "format.bam_references": "The text of a BAM header and its list of sequences differ in number.",
    "format.genotypes": "A VCF has genotypes of samples, which may be inherited.",
    "format.last_line": "Nothing ends the last line of a text.",
    "format.mate_indicator": "A row says that a file holds another mate of a pair than its name says.",
    "format.mate_missing": "Of the files of reads that belong together one is missing.",
    "format.mate_names_differ": "The reads of two files of a pair have different names.",
    "format.mate_reads_differ": "Two files of a pair have different numbers of reads.",
    "format.mate_swapped": "The names of reads say another mate than the name of the file.",
    "format.no_records": "A file has a header, and no reads, variants or rows.",
    "format.no_reference": "The header of a VCF names no reference.",
    "format.not_blocks": "A VCF is compressed by plain gzip, not in blocks.",
    "format.reads_aligned": "The header of reads lists a reference: they are aligned.",
    "format.reads_unaligned": "The header of reads lists no reference: they are not aligned.",
    "format.truncated": "The end of a file is missing.",
}
