"""BAM, SAM and VCF: headers written anew without what must not be in them, all records as they were."""
