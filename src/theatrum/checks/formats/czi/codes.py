"""Every code that the inspector of CZI can note beside those of all images, and what it means."""

CODES: dict[str, str] = {
    "format.unfinished": "The program that wrote a file did not come to its end.",
}
