"""The way to one bucket, and what its refusals mean here. Nothing is imported or asked before the first use."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from theatrum.drivers.blobs.errors import BlobNotFound, StoreFull, StoreUnavailable, UploadNotFound

if TYPE_CHECKING:
    from boto3 import Session
    from botocore.client import BaseClient
    from botocore.credentials import ReadOnlyCredentials
    from obstore.store import S3Store

_ATTEMPTS = 4
_CONNECT_SECONDS = 5
_READ_SECONDS = 60
_CONNECTIONS = 32
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_FULL = frozenset({"QuotaExceeded", "InsufficientCapacity", "InsufficientStorage", "EntityTooLarge", "507"})
_NO_UPLOAD = frozenset({"NoSuchUpload"})
_NO_BLOB = frozenset({"NoSuchKey", "404"})


@dataclass(frozen=True)
class Bucket:
    """Where the bytes are. Without a key of ours, both libraries find one as AWS's own tools do."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    # Bytes of the least part but the last that the service takes: S3's own limit.
    least_part: int = 5 * 1024**2

    def path(self, key: str) -> str:
        """Return the full name of an object."""
        return f"{self.prefix}/{key}" if self.prefix else key


class Connection:
    """Clients for one bucket; each is made once in a process, and any thread may use it."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket

    @property
    def parts(self) -> "BaseClient":
        """The client for uploads in parts."""
        return self._signed_in[1]

    @cached_property
    def objects(self) -> "S3Store":
        """The client for whole objects and ranges of them; names are below the prefix."""
        from obstore.store import S3Store  # slow import

        return S3Store(
            self.bucket.name,
            prefix=self.bucket.prefix or None,
            endpoint=self.bucket.endpoint or None,
            region=self.bucket.region,
            virtual_hosted_style_request=not self.bucket.endpoint,
            client_options={
                "allow_http": self.bucket.endpoint.startswith("http://"),
                "connect_timeout": timedelta(seconds=_CONNECT_SECONDS),
                "timeout": timedelta(seconds=_READ_SECONDS),
            },
            retry_config={"max_retries": _ATTEMPTS - 1, "retry_timeout": timedelta(seconds=_READ_SECONDS)},
            **_ours_or_found(self.bucket),
        )

    def credentials(self) -> "ReadOnlyCredentials":
        """Return the key that signs, as it is now. Raises StoreUnavailable."""
        found = self._signed_in[0].get_credentials()
        if found is None:
            raise StoreUnavailable(
                "there is no key for it: set THEATRUM_BLOBS_ACCESS_KEY and THEATRUM_BLOBS_SECRET_KEY"
            )
        return found.get_frozen_credentials()

    @property
    def _signed_in(self) -> "tuple[Session, BaseClient]":
        bucket = self.bucket
        return _sign_in(bucket.endpoint, bucket.region, bucket.access_key, bucket.secret_key)


def _ours_or_found(bucket: Bucket) -> dict[str, Any]:
    """Return the key with which obstore signs: ours, or the one that boto3 finds, so that both ask with the same."""
    if bucket.access_key:
        return {"access_key_id": bucket.access_key, "secret_access_key": bucket.secret_key}
    from obstore.auth.boto3 import Boto3CredentialProvider  # slow import

    return {"credential_provider": Boto3CredentialProvider()}


@cache
def _sign_in(endpoint: str, region: str, access_key: str, secret_key: str) -> "tuple[Session, BaseClient]":
    """Make boto3's client, once for each service: it reads a megabyte of descriptions first."""
    import boto3  # slow import
    from botocore.config import Config  # slow import

    config = Config(
        signature_version="s3v4",
        # A name in a path works with every store; Amazon's own wants it in the host.
        s3={"addressing_style": "path" if endpoint else "auto"},
        # Other stores do not know the checksums that Amazon's has by default.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"mode": "standard", "max_attempts": _ATTEMPTS},
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        max_pool_connections=_CONNECTIONS,
    )
    keys = {"aws_access_key_id": access_key, "aws_secret_access_key": secret_key} if access_key else {}
    session = boto3.Session(**keys, region_name=region)
    return session, session.client("s3", endpoint_url=endpoint or None, config=config)


@contextmanager
def refusals_told(*, size: int = 0) -> Iterator[None]:
    """Turn what either library raises into errors of ours; nothing that the store wrote is passed on but its code.

    Raises UploadNotFound, BlobNotFound, StoreFull (for ``size`` more bytes), StoreUnavailable.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # slow import
    from obstore.exceptions import BaseError  # slow import

    try:
        yield
    except ClientError as error:
        answer = error.response
        code = str(answer.get("Error", {}).get("Code", ""))
        raise _meant(code or str(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", "")), size) from None
    except BotoCoreError as error:
        raise StoreUnavailable(_words(type(error).__name__)) from None
    except FileNotFoundError as error:
        raise _meant(_code_in(error) or "404", size) from None
    except BaseError as error:
        raise _meant(_code_in(error), size) from None


def _code_in(error: BaseException) -> str:
    """Return the code that the store gave, else the status of its answer; empty where none came."""
    text = str(error)
    found = _CODE.search(text) or _STATUS.search(text)
    return found[1] if found else ""


def _meant(code: str, size: int) -> Exception:
    if code in _NO_UPLOAD:
        return UploadNotFound()
    if code in _NO_BLOB:
        return BlobNotFound()
    if code in _FULL:
        return StoreFull(needed=size, reason="the object store says that it is full")
    return StoreUnavailable(f"it answered {code}" if code else "it does not answer", code=code)


def _words(name: str) -> str:
    reasons = {
        "EndpointConnectionError": "it cannot be reached",
        "ConnectTimeoutError": "it cannot be reached",
        "ReadTimeoutError": "it does not answer",
        "NoCredentialsError": "there is no key for it",
    }
    return reasons.get(name, f"asking it failed with {name}")
