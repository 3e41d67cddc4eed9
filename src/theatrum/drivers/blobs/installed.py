"""The store of this installation, made from its settings once in each process."""

from functools import cache

from theatrum.drivers import installation
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.signing import UrlSigner


@cache
def store() -> LocalBlobs:
    """Return the store that holds the bytes of all files."""
    settings = installation.settings()
    return LocalBlobs(
        settings.data / "blobs", signer=signer(), quota=settings.blobs_quota, reserve=settings.blobs_reserve
    )


@cache
def signer() -> UrlSigner:
    """Return what signs and checks the addresses of bytes; every process has the same key."""
    return UrlSigner(installation.secret("blobs"), base_url=installation.settings().base_url)
