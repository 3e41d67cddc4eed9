"""The start content of the profile as it is written into the wiki, with lists of the network filled in. Pure."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from theatrum.checks.profile.handbook_loading import HandbookPage
from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.profile.profile import Profile

MODEL, CENTERS = "{{model}}", "{{centers}}"


@dataclass(frozen=True)
class Content:
    """A page as it should be: ``sha256`` is of title and text."""

    page: HandbookPage
    text: str
    sha256: str


def contents(profile: Profile, centers: Mapping[str, Center]) -> list[Content]:
    """Return the pages of the profile, from the top down."""
    return [_content(page, profile, centers) for page in profile.handbook]


def _content(page: HandbookPage, profile: Profile, centers: Mapping[str, Center]) -> Content:
    text = page.text
    if MODEL in text:
        text = text.replace(MODEL, "\n".join(_components(profile)))
    if CENTERS in text:
        text = text.replace(CENTERS, "\n".join(_centers(centers)))
    said = f"{page.title}\n{text}".encode()
    return Content(page, text, hashlib.sha256(said).hexdigest())


def _components(profile: Profile) -> Iterator[str]:
    """Yield the components of the latest release by the folders of its tree, with links to what they are."""
    release = max(profile.releases.values(), key=lambda one: one.number, default=None)
    if release is None:
        return
    model = profile.models.get(release.model)
    yield f"Release {release.number} keeps to version {release.model}."
    yield ""
    for leaf in profile.tree(release):
        component = model.components.get(leaf.component) if model else None
        name = f"[{leaf.component}](/model/{release.model}/{leaf.component})" if component else leaf.component
        about = " ".join(component.about.split()) if component else "Its model is not published yet."
        yield f"- `{leaf.path}`: {name}. {about}"


def _centers(centers: Mapping[str, Center]) -> Iterator[str]:
    yield "| atlas id | name | institution |"
    yield "|---|---|---|"
    for center in centers.values():
        yield f"| {center.id} | {_cell(center.name)} | {_cell(center.institution)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
