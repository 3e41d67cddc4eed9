from pathlib import Path

import pytest

from theatrum.checks.findings import Severity
from theatrum.checks.formats.openslide_reading import is_installed
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission import slides
from theatrum.checks.submission.found import Found, Role
from theatrum.checks.submission.slides import Slides

COMPONENT = "DigitalPathologyData"


def _found(path: Path, content: bytes = b"no picture") -> Found:
    path.write_bytes(content)
    return Found(path=path, name=path.name, role=Role.DATA, component=COMPONENT, size=len(content))


@pytest.mark.requirement("R117")
@pytest.mark.skipif(not is_installed(), reason="OpenSlide comes with the extra named server")
def test_what_openslide_does_not_open(tmp_path: Path, profile: Profile) -> None:
    asked = Slides(profile.inspections)
    asked.add(_found(tmp_path / "a.svs"), COMPONENT)
    asked.add(_found(tmp_path / "a.ome.tiff"), COMPONENT)
    asked.add(_found(tmp_path / "b.svs"), "MultiplexMicroscopyLevel3")
    [found] = asked.findings()
    assert found.file == "a.svs"
    assert (found.code, found.severity, found.requirement) == ("format.not_opened", Severity.WARNING, "R117")
    assert asked.unasked == 0


def test_without_openslide_it_is_counted(tmp_path: Path, profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slides, "is_installed", lambda: False)
    asked = Slides(profile.inspections)
    asked.add(_found(tmp_path / "a.svs"), COMPONENT)
    assert list(asked.findings()) == []
    assert asked.unasked == 1
