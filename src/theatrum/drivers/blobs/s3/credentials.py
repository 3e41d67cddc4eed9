"""The key with which obstore signs: ours, or the one that boto3 finds, so that both ask with the same."""

from typing import Any

from theatrum.drivers.blobs.s3.connection import Bucket


def ours_or_found(bucket: Bucket) -> dict[str, Any]:
    """Return arguments of ``S3Store``."""
    if bucket.access_key:
        return {"access_key_id": bucket.access_key, "secret_access_key": bucket.secret_key}
    from obstore.auth.boto3 import Boto3CredentialProvider  # slow import

    return {"credential_provider": Boto3CredentialProvider()}
