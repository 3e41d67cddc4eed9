"""What names what: layers, the picture, and the table beside it."""

from collections.abc import Callable, Sequence

from theatrum.checks.catalogue.describing import describe
from theatrum.checks.catalogue.page import ComponentPage
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web.pages.model.layers import Arrow, arrows_of, grouped, layers_of
from theatrum.doors.web.pages.model.picture import Box, picture


def _pages() -> list[ComponentPage]:
    return [describe(in_force(), name, "1.0.0") for name in in_force().models["1.0.0"].components]


def _arrows(*pairs: str) -> list[Arrow]:
    return [Arrow(source, target, "PARENT", is_parent=True) for source, target in (pair.split() for pair in pairs)]


def test_layers_go_from_participants_to_the_last_level() -> None:
    pages = _pages()
    layers = layers_of([page.name for page in pages], arrows_of(pages))
    way = ("Demographics", "BiospecimenData", "BulkWESLevel1", "BulkWESLevel2", "BulkWESLevel3")
    assert [layers[name] for name in way] == [0, 1, 2, 3, 4]
    assert layers["Diagnosis"] == 1
    # Named by others, made of nothing: right before them.
    assert layers["ChannelMetadata"] == layers["MultiplexMicroscopyLevel2"] - 1


def test_arrows_leave_out_what_a_longer_way_says() -> None:
    drawn = {(one.source, one.target) for one in arrows_of(_pages())}
    assert ("BulkWESLevel3", "BulkWESLevel2") in drawn
    assert ("BulkWESLevel3", "BulkWESLevel1") not in drawn
    assert all(source != target for source, target in drawn)


def test_circles_are_drawn_and_end() -> None:
    layers = layers_of(["A", "B", "C"], _arrows("A B", "B C", "C A"))
    assert sorted(layers) == ["A", "B", "C"]
    assert max(layers.values()) == 2


def test_components_that_are_alike_share_a_box() -> None:
    pages = _pages()
    groups = {tuple(one.name for one in group.components) for group in grouped(pages, arrows_of(pages))}
    clinical = ("ClinicalTier2", "Diagnosis", "Exposure", "FamilyHistory")
    assert any(group[:4] == clinical for group in groups)
    assert sorted(name for group in groups for name in group) == sorted(page.name for page in pages)


def test_boxes_never_overlap_and_stay_inside() -> None:
    drawn = picture(_pages(), {})
    for index, one in enumerate(drawn.boxes):
        assert 0 <= one.x < one.x + one.width < drawn.width
        assert 0 <= one.y < one.y + one.height < drawn.height
        assert not any(_overlap(one, other) for other in drawn.boxes[index + 1 :])


def test_picture_without_components_is_empty() -> None:
    none: Sequence[ComponentPage] = []
    assert picture(none, {}).boxes == []


def _overlap(one: Box, other: Box) -> bool:
    apart = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (apart or one.y + one.height <= other.y or other.y + other.height <= one.y)


def test_page_draws_and_tells(show: Callable[[str], str]) -> None:
    page = show("/model/relations")
    for name in in_force().models["1.0.0"].components:
        assert f'<a href="/model/1.0.0/{name}"><text' in page
    assert "<title>BiospecimenData names Demographics in HTAN_PARENT_ID</title>" in page
    assert "gives out a participant id" in page
    table = page[page.index("Relationships in words") :]
    assert "SAME_SECTION_IMAGING_ID" in table
    assert "pooled and external ones need no row there" in table
    assert "{participant}_B{number}" in page
