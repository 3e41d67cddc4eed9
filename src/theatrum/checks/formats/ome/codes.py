"""Every code that the inspector of OME-TIFFs can note beside those of all TIFFs, and what it means."""

CODES: dict[str, str] = {
    "format.channel_names": "Channels of an image have no names that say what they show.",
    "format.ome_annotations": "An OME-TIFF has structured annotations.",
    "format.ome_differs": "The OME-XML of an image says something else of its pixels than they are.",
    "format.ome_external": "Planes of an OME-TIFF, or its description, are in another file.",
    "format.ome_invalid": "The OME-XML of an image is missing, is no XML, or is not valid by its schema.",
    "format.ome_old_schema": "OME-XML is of an older schema than that of June 2016.",
    "format.ome_planes": "The OME-XML of an image describes other planes or channels than the file holds.",
}
