import pytest

from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile(ProfileFolder.packaged("htan2"))


@pytest.fixture(scope="session")
def judge(profile: Profile) -> Judge:
    return Judge(profile.privacy, b"key of a test", profile)
