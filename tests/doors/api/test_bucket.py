"""Files in a bucket, by the wire and the byte plane: straight to the service, back by us, and 503 while it is away."""

import urllib.request
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.doors.api.test_multipart import START
from tests.factories.entities import make_person
from tests.support import s3
from tests.support.installations import free_port
from tests.support.wire import Wire, md5, send_bytes, sign_in, upload_request
from theatrum.drivers.blobs import installed
from theatrum.repository.files.models import FileHandle

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine("what is asked here is the bucket")]


@pytest.fixture
def wire() -> Wire:
    return sign_in(make_person("ana"))


@pytest.fixture
def in_bucket(settings: Settings) -> Iterator[Settings]:
    """Keep files in a bucket for one test."""
    bucket = s3.service().bucket()
    named = {
        "blobs_url": f"s3://{bucket.name}/{bucket.prefix}",
        "blobs_endpoint": bucket.endpoint,
        "blobs_access_key": bucket.access_key,
        "blobs_secret_key": bucket.secret_key,
    }
    settings.THEATRUM = settings.THEATRUM.model_copy(update=named)
    installed.store.cache_clear()
    yield settings
    installed.store().close()
    installed.store.cache_clear()


def test_parts_go_to_the_service_and_bytes_come_back_by_us(in_bucket: Settings, wire: Wire) -> None:
    content = b"0123456789" * 100
    upload = wire.post(f"{START}?forceRestart=false", upload_request(content)).json["uploadId"]
    batch = {"uploadId": upload, "partNumbers": [1]}
    (part,) = wire.post(f"{START}/{upload}/presigned/url/batch", batch).json["partPresignedUrls"]
    assert part["uploadPresignedUrl"].startswith(in_bucket.THEATRUM.blobs_endpoint)
    request = urllib.request.Request(part["uploadPresignedUrl"], data=content, method="PUT")  # noqa: S310  # ours
    with urllib.request.urlopen(request):  # noqa: S310  # ours
        pass
    assert wire.put(f"{START}/{upload}/add/1?partMD5Hex={md5(content)}").json["addPartState"] == "ADD_SUCCESS"
    done = wire.put(f"{START}/{upload}/complete").json
    handle = FileHandle.objects.get(pk=done["resultFileHandleId"])
    url = wire.get(f"/file/v1/fileHandle/{handle.pk}/url?redirect=false").content.decode()
    assert not url.startswith(in_bucket.THEATRUM.blobs_endpoint)
    assert send_bytes("GET", url).content == content
    part_of_it = send_bytes("GET", url, range="bytes=995-")
    assert (part_of_it.status, part_of_it.content) == (206, content[995:])
    assert send_bytes("HEAD", url).headers["content-length"] == "1000"
    installed.store().delete(handle.key)
    assert send_bytes("GET", url).status == 404


def test_while_the_service_is_away_clients_are_told_to_come_again(in_bucket: Settings, wire: Wire) -> None:
    away = {"blobs_endpoint": f"http://127.0.0.1:{free_port()}"}
    in_bucket.THEATRUM = in_bucket.THEATRUM.model_copy(update=away)
    installed.store.cache_clear()
    answer = wire.post(f"{START}?forceRestart=false", upload_request(b"x"))
    assert (answer.status, answer.json["code"]) == (503, "server.store")
    assert "cannot be reached" in answer.json["reason"]
