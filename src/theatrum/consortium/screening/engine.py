"""By what files are judged: the judge of this installation, and a version that changes whenever verdicts may."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from theatrum.checks.privacy.judging import Judge
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers import installation

# What finds and words; the policy is the profile's.
_PACKAGES = ("theatrum.checks.privacy", "theatrum.checks.formats", "theatrum.checks.tables")

_MOST_JUDGES = 16
_judges: dict[tuple[int, bytes, str | None], Judge] = {}


def version_in_force() -> str:
    """Return the version of detectors and policy together: 64 hex digits."""
    profile = in_force()
    told = [code_in_force(), profile.privacy.model_dump_json(), profile.name, repr(profile.overlay.identifiers)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def judge_of(model: str | None) -> Judge:
    """Return the judge by a version of the data model, all of them for None. Its digests are this installation's.

    It is the same one every time: what it knows of the data model takes a while to be read.
    """
    profile = in_force()
    key = installation.secret("screening")
    version = model if model in profile.models else None
    # A judge holds its profile, so that no other one gets its number.
    place = (id(profile), key, version)
    if place not in _judges:
        if len(_judges) >= _MOST_JUDGES:
            _judges.clear()
        _judges[place] = Judge(profile.privacy, key, profile=profile, version=version)
    return _judges[place]


@cache
def code_in_force() -> str:
    """Return a hash of all modules that find something: an upgrade that changes none of them asks for nothing."""
    found = hashlib.sha256()
    for package in _PACKAGES:
        for module in sorted(_modules(files(package)), key=str):
            found.update(module.name.encode() + module.read_bytes())
    return found.hexdigest()


def _modules(folder: Traversable) -> list[Traversable]:
    inside = [one for one in folder.iterdir() if one.name != "__pycache__"]
    modules = [one for one in inside if one.name.endswith(".py")]
    return modules + [module for one in inside if one.is_dir() for module in _modules(one)]
