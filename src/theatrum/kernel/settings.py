"""Every setting of an installation, as one frozen class that starts with none of them set.

Only ``wiring`` fills it from the environment: ``THEATRUM_<NAME>``, or ``THEATRUM_<NAME>_FILE`` for
the content of a file. Nothing here reads anything.
"""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

MEBIBYTE = 1024**2
GIBIBYTE = 1024**3
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?")
# Without a plus: what stands behind one says which ticket is answered.
_MAILBOX = re.compile(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9.-]{1,200}")


class Settings(BaseModel):
    """The settings of one installation; the description of each field is its documentation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="Data directory: database, bytes, secrets, mail.")
    database_url: str = Field("", description="postgresql://… ; empty is SQLite in the data directory.")
    blobs_url: str = Field(
        "", description="s3://bucket/prefix where the bytes of files are kept; empty is the data directory."
    )
    blobs_endpoint: str = Field(
        "", description="URL of the S3-compatible service, as browsers and clients reach it too; empty is Amazon's."
    )
    blobs_region: str = Field("us-east-1", pattern=r"[A-Za-z0-9-]{1,60}", description="Region of the bucket.")
    blobs_access_key: str = Field(
        "", description="Access key of the bucket; empty looks where Amazon's own tools look, such as a role."
    )
    blobs_secret_key: str = Field(
        "", repr=False, validate_default=True, description="Secret of that key, best as THEATRUM_BLOBS_SECRET_KEY_FILE."
    )
    blobs_quota: int = Field(0, ge=0, description="Bytes that all files may take together on disk; 0 is no limit.")
    blobs_reserve: int = Field(GIBIBYTE, ge=0, description="Free bytes that an upload must leave on the disk.")
    upload_limit: int = Field(5 * 1024 * GIBIBYTE, gt=0, description="Bytes of the largest file accepted.")
    upload_days: int = Field(
        7, ge=1, description="Days after which an upload that nobody goes on with is cleared away."
    )
    trash_days: int = Field(30, ge=1, description="Days after which what was deleted is deleted for good.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=1, le=65535, description="Port to listen on.")
    public_url: str = Field("", description="URL that users see, such as https://dcc.example.org; empty is local.")
    trusted_proxies: int = Field(0, ge=0, le=9, description="Reverse proxies in front, whose headers are believed.")
    schema_base_url: str = Field("", description="Base of canonical JSON Schema $ids; empty is this server's own.")
    smtp_url: str = Field("", description="smtp[s]://user:password@host:port; empty keeps mail in a folder.")
    mail_from: str = Field("Theatrum <theatrum@localhost>", description="Sender of all mail.")
    mail_in: str = Field(
        "",
        description="host:port where answers to tickets are taken by SMTP, such as 127.0.0.1:8025; empty is nowhere.",
    )
    mail_in_address: str = Field(
        "", validate_default=True, description="Address of the help desk, whose mail is led there; needed with it."
    )
    mail_in_trusts: str = Field(
        "",
        description="Name under which the mail server in front writes Authentication-Results, such as mx.example.org: "
        "what it says of a sender is believed, and tickets of senders it does not prove are marked. Empty judges none.",
    )
    webhook_hosts: str = Field(
        "", description="Receivers of webhooks inside our own network: host or host:port, separated by commas."
    )
    threads: int = Field(32, ge=2, le=256, description="Threads that answer requests in each web process.")
    web_processes: int = Field(1, ge=1, le=64, description="Web processes; more than one needs PostgreSQL.")
    profile: str = Field("htan2", description="The consortium profile: a packaged name, or a folder.")
    log_format: Literal["console", "json"] = Field("console", description="How logs are written to stderr.")
    debug: bool = Field(False, description="Show tracebacks in pages; never on a public address.")
    demo: bool = Field(False, description="A sample installation: loopback only, logins are printed.")

    @field_validator("blobs_url")
    @classmethod
    def _bucket(cls, value: str) -> str:
        if value and not _BUCKET.fullmatch(value):
            raise ValueError(f"{value!r} is not s3://bucket or s3://bucket/prefix")
        return value.rstrip("/")

    @field_validator("blobs_secret_key")
    @classmethod
    def _with_its_key(cls, value: str, info: ValidationInfo) -> str:
        if bool(value) != bool(info.data.get("blobs_access_key")):
            raise ValueError("THEATRUM_BLOBS_ACCESS_KEY and THEATRUM_BLOBS_SECRET_KEY are set together, or neither")
        return value

    @field_validator("public_url", "schema_base_url", "blobs_endpoint")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError(f"{value!r} is not a web address: expected http(s)://host[:port]")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"postgresql", "postgres"}:
            raise ValueError("only postgresql:// URLs are understood; leave it empty for SQLite")
        return value

    @field_validator("mail_in")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (host and port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
            raise ValueError(f"{value!r} is not host:port, such as 127.0.0.1:8025")
        return value

    @field_validator("mail_in_address")
    @classmethod
    def _mailbox(cls, value: str, info: ValidationInfo) -> str:
        if value and not _MAILBOX.fullmatch(value):
            raise ValueError(f"{value!r} is no address that answers can go to, such as help@dcc.example.org")
        if info.data.get("mail_in") and not value:
            raise ValueError(
                "it is needed with THEATRUM_MAIL_IN: the help desk's address, such as help@dcc.example.org"
            )
        return value

    @property
    def base_url(self) -> str:
        """The URL that users and clients reach, without a trailing slash."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def upload_origins(self) -> tuple[str, ...]:
        """The origins that pages send parts of uploads to, beside this server; none where it takes them itself."""
        if not self.blobs_url:
            return ()
        if self.blobs_endpoint:
            parts = urlsplit(self.blobs_endpoint)
            return (f"{parts.scheme}://{parts.netloc}",)
        bucket = urlsplit(self.blobs_url).netloc
        # With a dot in its name a bucket is in the path, or no certificate would fit.
        hosts = ("s3", f"s3.{self.blobs_region}")
        return tuple(
            f"https://{host}.amazonaws.com" if "." in bucket else f"https://{bucket}.{host}.amazonaws.com"
            for host in hosts
        )

    @property
    def is_loopback(self) -> bool:
        """Whether the listening address is reachable from this machine only."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")
