"""Addresses of parts: signed by the SigV4 of botocore itself, without its checks of every parameter.

Those take a millisecond an address, and ten thousand may be asked for at once.
"""

from collections.abc import Iterator, Sequence

from theatrum.drivers.blobs.protocol import LONGEST_URL_LIFE
from theatrum.drivers.blobs.s3.connection import Connection
from theatrum.drivers.blobs.s3.naming import Ticket


def sign_parts(connection: Connection, ticket: Ticket, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield each part's number, and where to PUT it within the next 15 minutes. Computed."""
    from botocore.auth import S3SigV4QueryAuth  # slow import
    from botocore.awsrequest import AWSRequest  # slow import

    bucket, key = connection.bucket, connection.credentials()
    seconds = int(LONGEST_URL_LIFE.total_seconds())
    auth = S3SigV4QueryAuth(key, "s3", bucket.region, expires=seconds)
    named = {"Bucket": bucket.name, "Key": bucket.path(ticket.key)}
    # Which host and path this store wants, the client knows.
    whole = connection.parts.generate_presigned_url("get_object", Params=named, ExpiresIn=seconds)
    address = whole.partition("?")[0]
    for number in numbers:
        asked = {"partNumber": str(number), "uploadId": ticket.upload_id}
        # The only part of a file may be longer than was announced; any other has its length.
        length = {"Content-Length": str(ticket.plan.length(number))} if ticket.plan.count > 1 else {}
        request = AWSRequest(method="PUT", url=address, params=asked, headers=length)
        auth.add_auth(request)
        yield number, request.url
