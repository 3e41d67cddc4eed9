"""The tags of a TIFF by number: what people call them, which must not be there, and which hold no text."""

from theatrum.checks.classes import Kind as Class
from theatrum.checks.formats.tiff.directory import Kind

DESCRIPTION = 270
XMP, IPTC, PHOTOSHOP, LSM = 700, 33723, 34377, 34412
UIC2 = 33629
_MAIN = {
    254: "NewSubfileType", 269: "DocumentName", 270: "ImageDescription", 271: "Make", 272: "Model", 285: "PageName",
    305: "Software", 306: "DateTime", 315: "Artist", 316: "HostComputer", 333: "InkNames", 337: "TargetPrinter",
    347: "JPEGTables", 700: "XMP", 32781: "ImageID", 32932: "WangAnnotation", 33432: "Copyright", 33445: "MDFileTag",
    33448: "MDLabName", 33449: "MDSampleInfo", 33450: "MDPrepDate", 33451: "MDPrepTime", 33452: "MDFileUnits",
    33628: "UIC1Tag", 33629: "UIC2Tag", 33630: "UIC3Tag", 33631: "UIC4Tag", 33723: "IPTC", 34118: "CZ_SEM",
    34361: "MM_Header", 34377: "Photoshop", 34412: "CZ_LSMINFO", 34675: "ICCProfile", 34680: "FEI_SFEG",
    34682: "FEI_HELIOS", 37706: "TVIPS", 37707: "TVX", 37724: "ImageSourceData", 42112: "GDAL_METADATA",
    42113: "GDAL_NODATA", 50708: "UniqueCameraModel", 50735: "CameraSerialNumber", 50827: "OriginalRawFileName",
    50838: "IJMetadataByteCounts", 50839: "IJMetadata", 50971: "PreviewDateTime", 51023: "FibicsXML",
    51123: "MicroManagerMetadata", 40091: "XPTitle", 40092: "XPComment", 40093: "XPAuthor", 40094: "XPKeywords",
    40095: "XPSubject", 65426: "NDPI McuStarts", 65427: "NDPI Reference", 65428: "NDPI AuthCode",
    65432: "NDPI McuStartsHighBytes", 65442: "NDPI SerialNumber", 65448: "NDPI FirmwareVersion",
    65449: "NDPI PropertyMap", 65456: "NDPI ScanTime", 65457: "NDPI WriteTime",
}  # fmt: skip
_EXIF = {
    36864: "ExifVersion", 36867: "DateTimeOriginal", 36868: "DateTimeDigitized", 36880: "OffsetTime",
    36881: "OffsetTimeOriginal", 36882: "OffsetTimeDigitized", 37393: "ImageNumber", 37394: "SecurityClassification",
    37395: "ImageHistory", 37500: "MakerNote", 37510: "UserComment", 37520: "SubSecTime", 37521: "SubSecTimeOriginal",
    37522: "SubSecTimeDigitized", 40964: "RelatedSoundFile", 42016: "ImageUniqueID", 42032: "CameraOwnerName",
    42033: "BodySerialNumber", 42036: "LensModel", 42037: "LensSerialNumber",
}  # fmt: skip
_GPS = {
    1: "GPSLatitudeRef", 2: "GPSLatitude", 3: "GPSLongitudeRef", 4: "GPSLongitude", 5: "GPSAltitudeRef",
    6: "GPSAltitude", 7: "GPSTimeStamp", 8: "GPSSatellites", 18: "GPSMapDatum", 19: "GPSDestLatitudeRef",
    20: "GPSDestLatitude", 21: "GPSDestLongitudeRef", 22: "GPSDestLongitude", 27: "GPSProcessingMethod",
    28: "GPSAreaInformation", 29: "GPSDateStamp",
}  # fmt: skip
# EXIF's tags stand in the directories of images, too, where programs put them.
_FORBIDDEN = {
    306: Class.DATE, 315: Class.NAME, 316: Class.DEVICE, 32932: Class.FREE_TEXT, 33448: Class.NAME, 33449: Class.CODE,
    33450: Class.DATE, 33451: Class.DATE, 36867: Class.DATE, 36868: Class.DATE, 36880: Class.DATE, 36881: Class.DATE,
    36882: Class.DATE, 37520: Class.DATE, 37521: Class.DATE, 37522: Class.DATE, 40093: Class.NAME, 42032: Class.NAME,
    42033: Class.DEVICE, 42037: Class.DEVICE, 45278: Class.CODE, 45279: Class.CODE, 45494: Class.CODE,
    50735: Class.DEVICE, 50971: Class.DATE, 65427: Class.CODE, 65442: Class.DEVICE, 65456: Class.DATE,
    65457: Class.DATE,
}  # fmt: skip
_FORBIDDEN_GPS = {
    2: Class.ADDRESS, 4: Class.ADDRESS, 7: Class.DATE, 20: Class.ADDRESS, 22: Class.ADDRESS, 28: Class.ADDRESS,
    29: Class.DATE,
}  # fmt: skip
# Of bytes, but measures, tables of colors or of a decoder, or read by a module of their own.
NO_TEXT = frozenset({258, 277, 301, 320, 339, 347, 512, 519, 520, 521, 50838, 65426, 65432, XMP, IPTC, PHOTOSHOP})


def name_of(tag: int, kind: Kind = Kind.MAIN) -> str:
    """Return what people call a tag; its number where it has no name."""
    names = {Kind.GPS: _GPS}.get(kind, _MAIN if tag in _MAIN else _EXIF)
    return names.get(tag, f"tag {tag}")


def class_of(tag: int, kind: Kind = Kind.MAIN) -> Class | None:
    """Return the class of what a tag holds that must be empty, None for other tags."""
    return (_FORBIDDEN_GPS if kind is Kind.GPS else _FORBIDDEN).get(tag) if kind is not Kind.INTEROP else None
