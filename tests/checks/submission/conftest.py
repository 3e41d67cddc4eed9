from collections.abc import Callable
from pathlib import Path

import pytest

from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.discovery import discover
from theatrum.checks.submission.found import Submission
from theatrum.checks.submission.recognition import Recogniser

Write = Callable[[str, bytes], Path]
Discover = Callable[..., Submission]
VERSION = "1.0.0"


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile(ProfileFolder.packaged("htan2"))


@pytest.fixture(scope="session")
def recogniser(profile: Profile) -> Recogniser:
    return Recogniser(profile, VERSION, read_discovery(ProfileFolder.packaged("htan2"), profile))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder whose name, and those above it, say nothing."""
    folder = tmp_path / "upload"
    folder.mkdir()
    return folder


@pytest.fixture
def write(root: Path) -> Write:
    def write(name: str, content: bytes) -> Path:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def found(root: Path, profile: Profile, recogniser: Recogniser) -> Discover:
    def found(*paths: Path, component: str | None = None) -> Submission:
        return discover(paths or [root], profile, recogniser, component=component)

    return found
