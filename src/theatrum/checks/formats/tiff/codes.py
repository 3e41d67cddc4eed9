"""Every code that the inspector of TIFFs can note, and what it means."""

CODES: dict[str, str] = {
    "format.date_words": "Texts of an image's header speak of a date or a time, whether one is told or not.",
    "format.embedded_broken": "Metadata inside an image, or its description, is XML that cannot be read.",
    "format.images": "A file holds more than one image, scene or field of view.",
    "format.level_small": "The smallest level of a pyramid is smaller than a tile.",
    "format.mask_channels": "A mask has more than one channel.",
    "format.mask_type": "The pixels of a mask are no whole numbers, or are colors.",
    "format.not_ome": "A TIFF is no OME-TIFF.",
    "format.not_pyramid": "A large image has no smaller copies of itself.",
    "format.not_rgb": "An image in bright field is not written as RGB in one channel.",
    "format.not_tiled": "A large image is not tiled.",
    "format.tag_left": "A tag that must be empty is there, and tells nothing.",
    "format.tiff_no_pixels": "A directory of a TIFF describes an image and does not say where its pixels are.",
    "format.tiff_structure": "An offset of a TIFF leads behind the end of the file, or in a circle.",
    "format.truncated": "The end of a file is missing.",
}
