"""Every code that the inspector of PDF can note, and what it means."""

CODES: dict[str, str] = {
    "format.encrypted": "A document is encrypted, so its texts cannot be looked at.",
    "format.pdf_unread": "Texts of a document's pages are written in a way that no program can read.",
}
