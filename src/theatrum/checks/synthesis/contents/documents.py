"""PDF: one empty page, and what the document's properties say."""

from collections.abc import Mapping


def pdf(properties: Mapping[str, str]) -> bytes:
    """Return a document with properties such as ``Author`` and ``CreationDate``."""
    said = " ".join(f"/{name} ({_escaped(text)})" for name, text in properties.items())
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        f"<< {said} >>",
    )
    found, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(found))
        found += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1", "replace")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(found)}\n%%EOF\n"
    return found + end.encode()


def _escaped(text: str) -> str:
    for sign in "\\()":
        text = text.replace(sign, f"\\{sign}")
    return text
