"""The store of this installation, made from its settings once in each process."""

from functools import cache
from urllib.parse import urlsplit

from theatrum.drivers import installation
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.protocol import BlobStore
from theatrum.drivers.blobs.s3.connection import Bucket
from theatrum.drivers.blobs.s3.store import S3Blobs
from theatrum.drivers.blobs.signing import UrlSigner
from theatrum.kernel.settings import Settings


@cache
def store() -> BlobStore:
    """Return the store that holds the bytes of all files."""
    settings = installation.settings()
    if settings.blobs_url:
        return S3Blobs(bucket_of(settings), owner=installation.secret("blobs owner").hex(), signer=signer())
    return LocalBlobs(
        settings.data / "blobs", signer=signer(), quota=settings.blobs_quota, reserve=settings.blobs_reserve
    )


@cache
def signer() -> UrlSigner:
    """Return what signs and checks the addresses of bytes; every process has the same key."""
    return UrlSigner(installation.secret("blobs"), base_url=installation.settings().base_url)


def bucket_of(settings: Settings) -> Bucket:
    """Return the bucket that the settings name."""
    parts = urlsplit(settings.blobs_url)
    return Bucket(
        name=parts.netloc,
        prefix=parts.path.strip("/"),
        endpoint=settings.blobs_endpoint,
        region=settings.blobs_region,
        access_key=settings.blobs_access_key,
        secret_key=settings.blobs_secret_key,
    )
