"""Somebody at a real server: with a token as programs are, or signed in as browsers are. Every answer is kept."""

import hashlib
import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

MULTIPART = "/file/v1/file/multipart"


@dataclass
class Said:
    """What a server answered: to what, the status, headers and body as one."""

    asked: str
    status: int
    content: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.content.partition(b"\r\n\r\n")[2])

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.content.partition(b"\r\n\r\n")[2].decode()


@dataclass
class Caller:
    """One person; ``said`` has all answers to everybody who shares it, in order."""

    url: str
    said: list[Said] = field(repr=False)
    token: str = ""
    _cookies: dict[str, str] = field(default_factory=dict, repr=False)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Said:
        """Make one request; a body that is not bytes goes as JSON. Redirections are not followed.

        An address that names a host is asked there, as the one of a part in a bucket.
        """
        parts = urlsplit(path)
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"content-type": "application/json; charset=UTF-8", **headers}
        if self.token and parts.path.split("/")[1] in {"repo", "file", "auth"}:
            sent["authorization"] = f"Bearer {self.token}"
        if self._cookies and not parts.netloc:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in list(self._cookies.items()))
        connection = http.client.HTTPConnection(parts.netloc or urlsplit(self.url).netloc)
        try:
            connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, content, sent)
            answer = connection.getresponse()
            self._take_cookies(answer.headers.get_all("set-cookie") or [])
            told = str(answer.headers).encode() + b"\r\n\r\n" + answer.read()
        finally:
            connection.close()
        answered = Said(f"{method} {path}", answer.status, told.replace(b"\n\n\r\n\r\n", b"\r\n\r\n", 1))
        # Others may ask at the same time.
        self.said.append(answered)
        return answered

    def get(self, path: str) -> Said:
        """Make a GET request."""
        return self.ask("GET", path)

    def post(self, path: str, body: object = None) -> Said:
        """Make a POST request."""
        return self.ask("POST", path, body)

    def run(self, path: str, body: Mapping[str, object]) -> Said:
        """Start a job of the API, and return its answer when it has one."""
        started = self.post(f"{path}/start", body)
        assert started.status == 201, started
        while (found := self.get(f"{path}/get/{started.json['token']}")).status == 202:
            pass
        return found

    def upload(self, content: bytes, name: str) -> str:
        """Upload a file in one part, and return the id of its handle."""
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        asked = {
            "concreteType": "org.sagebionetworks.repo.model.file.MultipartUploadRequest",
            "contentMD5Hex": digest,
            "contentType": "application/octet-stream",
            "fileName": name,
            "fileSizeBytes": len(content),
            "partSizeBytes": 5 * 1024**2,
            "storageLocationId": 1,
        }
        number = self.post(f"{MULTIPART}?forceRestart=true", asked).json["uploadId"]
        batch = {"uploadId": number, "partNumbers": [1]}
        (part,) = self.post(f"{MULTIPART}/{number}/presigned/url/batch", batch).json["partPresignedUrls"]
        assert self.ask("PUT", part["uploadPresignedUrl"], content, **part["signedHeaders"]).status == 200
        added = self.ask("PUT", f"{MULTIPART}/{number}/add/1?partMD5Hex={digest}")
        assert added.json["addPartState"] == "ADD_SUCCESS", added
        return str(self.ask("PUT", f"{MULTIPART}/{number}/complete").json["resultFileHandleId"])

    def sign_in(self, name: str, password: str) -> None:
        """Sign in on the page, as a browser does."""
        self.get("/account/login/")
        assert self.send("/account/login/", login=name, password=password).status == 302

    @property
    def csrf_token(self) -> str:
        """What a form or a script of a page sends with it, once signed in."""
        return self._cookies["csrftoken"]

    def send(self, path: str, **fields: str | list[str]) -> Said:
        """Send a form of a page."""
        sent = urlencode({**fields, "csrfmiddlewaretoken": self.csrf_token}, doseq=True)
        return self.ask("POST", path, sent.encode(), **{"content-type": "application/x-www-form-urlencoded"})

    def _take_cookies(self, lines: list[str]) -> None:
        for line in lines:
            if found := re.match(r"([^=]+)=([^;]*)", line):
                self._cookies[found[1]] = found[2]
