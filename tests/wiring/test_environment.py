"""Settings come from THEATRUM_ variables, files or flags, and a wrong one is named."""

import os
from pathlib import Path

import pytest

from theatrum.wiring.environment import (
    SettingsAreInvalid,
    export,
    of_web_process,
    read_settings,
    unknown_variables,
)


def test_everything_has_a_default() -> None:
    assert read_settings({}).port == 8080


def test_flag_wins_over_variable_and_none_is_no_flag() -> None:
    environment = {"THEATRUM_PORT": "9000", "THEATRUM_HOST": "10.0.0.1"}
    settings = read_settings(environment, port=9001, host=None)
    assert (settings.port, settings.host) == (9001, "10.0.0.1")


def test_value_can_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://u:p@h/d\n")
    assert read_settings({"THEATRUM_DATABASE_URL_FILE": str(secret)}).database_url == "postgresql://u:p@h/d"


def test_missing_file_is_named() -> None:
    with pytest.raises(SettingsAreInvalid, match="THEATRUM_SMTP_URL_FILE names '/none'"):
        read_settings({"THEATRUM_SMTP_URL_FILE": "/none"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THEATRUM_PORT", "0"),
        ("THEATRUM_THREADS", "many"),
        ("THEATRUM_PUBLIC_URL", "dcc.example.org"),
        ("THEATRUM_DATABASE_URL", "mysql://h/d"),
        ("THEATRUM_BLOBS_URL", "https://s3.example.org/bucket"),
        ("THEATRUM_BLOBS_URL", "s3://bucket/a b"),
        ("THEATRUM_BLOBS_ENDPOINT", "s3.example.org"),
        ("THEATRUM_BLOBS_SECRET_KEY", "without its access key"),
    ],
)
def test_unusable_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsAreInvalid, match=name):
        read_settings({name: value})


@pytest.mark.parametrize(
    ("endpoint", "bucket", "origins"),
    [
        ("https://s3.example.org:9000/x", "files", ("https://s3.example.org:9000",)),
        ("", "files", ("https://files.s3.amazonaws.com", "https://files.s3.eu-west-1.amazonaws.com")),
        ("", "files.org", ("https://s3.amazonaws.com", "https://s3.eu-west-1.amazonaws.com")),
    ],
)
def test_pages_know_where_parts_of_uploads_go(endpoint: str, bucket: str, origins: tuple[str, ...]) -> None:
    named = {"URL": f"s3://{bucket}/prefix/", "ENDPOINT": endpoint, "REGION": "eu-west-1"}
    settings = read_settings({f"THEATRUM_BLOBS_{name}": value for name, value in named.items()})
    assert settings.upload_origins == origins
    assert read_settings({}).upload_origins == ()


def test_exported_settings_read_back_the_same() -> None:
    settings = read_settings({"THEATRUM_DATA": "/srv/x", "THEATRUM_DEBUG": "true"}, port=9)
    environment: dict[str, str] = {}
    export(settings, environment)
    assert read_settings(environment) == settings


def test_misspelt_variable_is_found() -> None:
    assert unknown_variables({"THEATRUM_PORTS": "1", "THEATRUM_PORT": "1", "PATH": ""}) == ["THEATRUM_PORTS"]


def test_web_processes_leave_cores_to_who_waits_unless_told_otherwise() -> None:
    of_its_own = of_web_process({"PATH": "/bin"})
    assert of_its_own["PATH"] == "/bin"
    assert 1 <= int(of_its_own["POLARS_MAX_THREADS"]) <= max(1, (os.cpu_count() or 1) // 2)
    assert of_web_process({"POLARS_MAX_THREADS": "7"})["POLARS_MAX_THREADS"] == "7"
