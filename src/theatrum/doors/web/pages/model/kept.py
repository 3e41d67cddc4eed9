"""The data model of the profile in force, described once and kept: a description is the same for everybody."""

from io import BytesIO
from threading import Lock, Thread

from theatrum.checks.catalogue import searching
from theatrum.checks.catalogue.changes import ModelDiff
from theatrum.checks.catalogue.comparing import diff
from theatrum.checks.catalogue.describing import describe
from theatrum.checks.catalogue.hits import Hit
from theatrum.checks.catalogue.page import AttributePage, ComponentPage
from theatrum.checks.catalogue.vocabulary import choices_of
from theatrum.checks.model.errors import ModelUnknown
from theatrum.checks.profile.profile import Profile
from theatrum.checks.templates.template import template_of
from theatrum.checks.templates.workbook import write_workbook
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web.pages.model.choices import Choices
from theatrum.doors.web.pages.model.errors import AttributeUnknown


class Kept:
    """One profile's descriptions. Only what the profile has is ever kept, so nobody can make it grow."""

    def __init__(self, profile: Profile) -> None:
        """Begin with none."""
        self.profile = profile
        self._components: dict[tuple[str, str], ComponentPage] = {}
        self._choices: dict[tuple[str, str, str], Choices] = {}
        self._diffs: dict[tuple[str, str], ModelDiff] = {}
        self._workbooks: dict[tuple[str, str], bytes] = {}
        self._indexed: set[str] = set()
        # What takes seconds is made by one thread, while others wait for it.
        self._slow = Lock()

    @property
    def versions(self) -> list[str]:
        """The versions of the data model, in the profile's order."""
        return list(self.profile.models)

    @property
    def newest(self) -> str:
        """The version that the newest release uses, else the last one."""
        releases = sorted(self.profile.releases.values(), key=lambda release: release.number)
        return releases[-1].model if releases else self.versions[-1]

    def require_version(self, asked: str) -> str:
        """Return the version that is asked for, the newest release's where none is. Raises ModelUnknown."""
        if asked and asked not in self.profile.models:
            raise ModelUnknown(version=asked, fix=f"Use one of: {', '.join(self.versions)}.")
        return asked or self.newest

    def component(self, name: str, version: str) -> ComponentPage:
        """Return a component described. Raises ModelUnknown, ComponentUnknown."""
        key = (version, name)
        if key not in self._components:
            self._components[key] = describe(self.profile, name, version)
        return self._components[key]

    def components(self, version: str) -> list[ComponentPage]:
        """Return all components of a version, in its order. Raises ModelUnknown."""
        return [self.component(name, version) for name in self.profile.models[self.require_version(version)].components]

    def attribute(self, component: ComponentPage, name: str) -> AttributePage:
        """Return one attribute of a component. Raises AttributeUnknown."""
        found = component.attribute(name)
        if found is None:
            raise AttributeUnknown(component=component.name, version=component.version, attribute=name[:200])
        return found

    def choices(self, component: ComponentPage, attribute: str) -> Choices:
        """Return all permissible values of an attribute; none where it takes any."""
        key = (component.version, component.name, attribute)
        if key not in self._choices:
            found = choices_of(self.profile, component.name, attribute, version=component.version)
            self._choices[key] = Choices(found)
        return self._choices[key]

    def diff(self, old: str, new: str) -> ModelDiff:
        """Return what a newer version changes. Raises ModelUnknown."""
        key = (self.require_version(old), self.require_version(new))
        if old == new:
            return ModelDiff(old, new, ())
        with self._slow:
            if key not in self._diffs:
                self._diffs[key] = diff(self.profile, old, new)
        return self._diffs[key]

    def workbook(self, component: ComponentPage) -> bytes:
        """Return the template of a component as a workbook; with long lists of values the first takes some seconds."""
        key = (component.version, component.name)
        with self._slow:
            if key not in self._workbooks:
                stream = BytesIO()
                write_workbook(stream, self.profile, template_of(self.profile, component.name, component.version))
                self._workbooks[key] = stream.getvalue()
        return self._workbooks[key]

    def search(self, version: str, term: str) -> list[Hit]:
        """Return what fits a term, best first. Raises ModelUnknown."""
        self._index(version)
        return searching.search(self.profile, version, term)

    def prepare_search(self, version: str) -> None:
        """Begin with what the first search of a version would wait for."""
        if version not in self._indexed:
            Thread(target=self._index, args=[version], daemon=True).start()

    def _index(self, version: str) -> None:
        if version not in self._indexed:
            with self._slow:
                searching.index_of(self.profile, version)
            self._indexed.add(version)


class _Latest:
    """The profile that was asked for last; there is one in force at a time."""

    kept: Kept | None = None


def kept() -> Kept:
    """Return what is kept of the profile in force. Raises ProfileInvalid, ModelUnreadable."""
    profile, latest = in_force(), _Latest.kept
    if latest is None or latest.profile is not profile:
        latest = _Latest.kept = Kept(profile)
    return latest
