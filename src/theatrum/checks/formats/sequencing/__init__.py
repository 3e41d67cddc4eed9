"""Sequencing: reads and alignments (FASTQ, SAM, BAM, CRAM, their indexes), and what was called from them."""
