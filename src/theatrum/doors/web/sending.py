"""Sending a file that was made here: with what it is as its ETag, so that nobody fetches the same one twice."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def send(request: HttpRequest, content: bytes, *, content_type: str, name: str) -> HttpResponseBase:
    """Send bytes as an attachment; an empty answer 304 to who has the same already."""
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{_plain(name)}"'
    response["ETag"] = etag
    # Asked for each time: another version of the data model, or other identifiers, may be there by then.
    response["Cache-Control"] = "private, no-cache"
    answer = get_conditional_response(request, etag=etag, response=response)
    return response if answer is None else answer


def _plain(name: str) -> str:
    """Write a file's name so that any header and any disk takes it: imported models name things as they like."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in name)
