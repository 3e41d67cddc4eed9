"""``theatrum client-config``: the right sections, the rest untouched, the old file kept."""

import configparser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from theatrum.doors.cli.client_config import merge, sections
from theatrum.doors.cli.main import theatrum

URL = "http://localhost:8080"


def run(*arguments: str | Path) -> Result:
    # Through the group: a command that runs alone keeps a --help without -h, which the reference then shows.
    return CliRunner().invoke(theatrum, ["client-config", *map(str, arguments)])


def read(path: Path) -> configparser.RawConfigParser:
    config = configparser.RawConfigParser()
    config.read_string(path.read_text())
    return config


def test_sections_are_printed_for_a_dash() -> None:
    printed = run("--url", URL + "/", "--token", "thm_x", "--output", "-")
    config = configparser.RawConfigParser()
    config.read_string(printed.output)
    assert config["endpoints"]["repoendpoint"] == f"{URL}/repo/v1"
    assert config["endpoints"]["filehandleendpoint"] == f"{URL}/file/v1"
    assert config["default"]["authtoken"] == config["authentication"]["authtoken"] == "thm_x"


def test_new_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "config"
    assert run("--url", URL, "--token", "thm_x", "--output", path).exit_code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["config"]


def test_other_sections_and_comments_stay_and_the_old_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "config"
    old = "# mine\n[cache]\nlocation = /big\n\n[default]\nusername = me\nauthtoken = old\n\n[transfer]\nmax_threads=4\n"
    path.write_text(old)
    printed = run("--url", URL, "--token", "new", "--output", path)
    config = read(path)
    assert config["cache"]["location"] == "/big"
    assert config["transfer"]["max_threads"] == "4"
    assert dict(config["default"]) == {"authtoken": "new"}  # a user name of elsewhere would be refused here
    assert path.read_text().startswith("# mine\n")
    (copy,) = tmp_path.glob("config.*.backup")
    assert copy.read_text() == old
    assert copy.stat().st_mode & 0o777 == 0o600
    assert str(copy) in printed.output
    run("--url", URL, "--token", "new", "--output", path)
    assert list(tmp_path.glob("config.*.backup")) == [copy]  # nothing changed, so nothing is kept


def test_writing_twice_gives_the_same_file() -> None:
    once = merge("[cache]\nlocation = /big\n", sections(URL, "a"))
    assert merge(once, sections(URL, "a")) == once


def test_token_in_a_comment_does_not_outlive_its_section() -> None:
    assert "old" not in merge("[default]\n# authtoken = old\n", sections(URL, "new"))


def test_file_that_is_no_configuration_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text("this is no configuration")
    assert run("--url", URL, "--token", "x", "--output", path).exit_code != 0
    assert path.read_text() == "this is no configuration"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--url", "localhost:8080", "--token", "x"],
        ["--url", URL, "--token", "two words"],
        ["--url", URL, "--token", "line\nbreak"],
        ["--url", URL],
    ],
)
def test_unusable_arguments_are_a_usage_error(arguments: list[str]) -> None:
    assert run(*arguments, "--output", "-").exit_code == 2
