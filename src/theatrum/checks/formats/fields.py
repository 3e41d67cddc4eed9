"""What the name of a field in a header says of its value: which fields of scanners and cameras must be empty."""

import re

from theatrum.checks.classes import Kind

_LETTERS = re.compile(r"[^a-z0-9]+")
_EMPTY = frozenset({
    "", "anonymized", "anonymous", "deidentified", "na", "none", "notapplicable", "notavailable", "null", "redacted",
    "removed", "unknown", "xxx", "xxxx", "xxxxx",
})  # fmt: skip

# Names in lower case, letters and digits only.
_MEANINGS: dict[Kind, tuple[str, ...]] = {
    Kind.DATE: (
        "acquired", "acquisitiondate", "acquisitiondateandtime", "acquisitiondatetime",
        "acquisitiontime", "created", "createdate",
        "creationdate", "creationdatetime", "creationtime", "date", "datecreated", "datemodified", "datetime",
        "datetimedigitized", "datetimeoriginal", "dicomacquisitiondatetime", "digitalcreationdate",
        "digitalcreationtime", "gpsdatestamp",
        "gpstimestamp", "imagecreationtime", "lastmodified", "lastupdated", "metadatadate", "modificationdate",
        "modificationtime", "modified", "modifydate", "offsettime", "offsettimedigitized", "offsettimeoriginal",
        "previewdatetime", "recordingdate", "recordingtime", "releasedate", "sample0time", "scandate", "scandatetime",
        "scanneddate", "scanstarttime", "scanendtime", "scantime", "starttime", "endtime", "stoptime", "subsectime",
        "subsectimedigitized", "subsectimeoriginal", "time", "timecreated", "timestamp", "timezone", "updated", "when",
        "writetime", "dicomdateoflastcalibration", "dicomtimeoflastcalibration", "builddate", "calibrationdate",
    ),
    Kind.NAME: (
        "artist", "author", "authors", "byline", "cameraownername", "contact", "creator", "experimenter",
        "experimentername", "firstname", "lastname", "middlename", "operator", "operatorid", "operatorname", "owner",
        "ownername", "pathologist", "patientname", "pimdpscanneroperatorid", "technician", "user", "userid", "username",
        "writereditor", "xpauthor", "scannedby", "acquiredby",
    ),
    Kind.EMAIL: ("email", "emailaddress", "useremail"),
    Kind.MEDICAL_RECORD: (
        "accession", "accessionnumber", "caseid", "casenumber", "medicalrecordnumber", "mrn", "patient", "patientid",
    ),
    Kind.CODE: (
        "barcode", "barcode1d", "barcode2d", "barcodes", "dsrid", "filename", "labeltext", "ndpireference",
        "pimdpufsbarcode", "reference", "sampleid", "slideannotation", "slidebarcode", "slideid", "slidelabel",
        "slidename", "specimenid", "title",
    ),
    Kind.DEVICE: (
        "bodyserialnumber", "cameraserialnumber", "computername", "dicomdeviceserialnumber", "hostcomputer",
        "hostname", "instrumentserial", "lensserialnumber", "macaddress", "machinename", "ndpserialnumber",
        "scannerserialnumber", "scanscopeid", "serialnumber", "unitnumber", "writerserialnumber", "systemserialnumber",
    ),
    Kind.ADDRESS: ("city", "gpslatitude", "gpslongitude", "sublocation"),
}  # fmt: skip
_KIND = {name: kind for kind, names in _MEANINGS.items() for name in names}


def meaning_of(name: str) -> Kind | None:
    """Return the class that a field of a name holds and must not; None where its value is a text like any other."""
    return _KIND.get(_LETTERS.sub("", name.casefold()))


def is_blank(text: str) -> bool:
    """Say whether a value tells nothing: empty, zeros, or a word that stands for what was taken out."""
    letters = _LETTERS.sub("", text.casefold())
    return letters in _EMPTY or not letters.strip("0")
