"""What a wrangler does with the unmodified client, in each version: issue 2, point 3."""

import pytest

from tests.contract.conftest import Desk, require

LOGIN = (
    "login.token",
    "login.configuration",
    "login.wrong_token",
    "find.project_by_name",
    "find.project_among_mine",
    "find.nothing",
    "find.folders",
)
FILES = (
    "upload.small",
    "upload.zero_bytes",
    "upload.again_makes_no_version",
    "schema.bound",
    "annotations.invalid",
    "annotations.invalid_listed_by_folder",
    "annotations.valid",
    "annotations.types_survive",
    "download.small",
    "download.zero_bytes",
    "version.of_the_file",
    "version.of_the_annotations",
    "version.old_one",
    "version.list",
    "move",
    "trash",
    "restore",
)
REFUSALS = (
    "refused.403_project_of_a_stranger",
    "refused.403_upload_to_a_stranger",
    "refused.404_unknown_entity",
    "refused.404_unknown_version",
    "refused.409_same_name",
    "refused.412_stale_annotations",
    "refused.412_stale_entity",
    "refused.400_bad_name",
    "refused.404_unknown_route",
    "refused.400_bad_body",
    "refused.403_organization_of_another",
)
MODELS = (
    "models.find",
    "models.walk",
    "models.find_nothing",
    "models.upload_annotated",
    "models.upload_zero_bytes",
    "models.schema_bound",
    "models.invalid",
    "models.invalid_listed_by_folder",
    "models.valid",
    "models.version",
    "models.old_version",
    "models.download",
    "models.move",
    "models.trash",
    "models.restore",
    "models.refused_403",
    "models.refused_404",
    "models.refused_412",
)
RECORDS = (
    "records.organization",
    "records.schema",
    "records.bind",
    "records.upload",
    "records.list",
    "records.fetch",
    "records.rows_are_valid",
    "records.version",
    "records.old_version",
    "records.rows_are_invalid",
    "records.bound_schema_stays",
    "records.unbind",
)
MANIFESTS = (
    "manifest.made_of_a_folder",
    "manifest.up",
    "manifest.down",
    "manifest.up_again_with_other_annotations",
)
STORAGE = (
    "storage.link",
    "storage.location",
    "storage.upload",
    "storage.of_others_is_refused",
    "storage.no_credentials",
    "storage.copy",
    "storage.migrate",
)
DOWNLOADS = ("downloads.add", "downloads.manifest", "downloads.files", "downloads.list_is_empty")


def test_a_wrangler_signs_in_and_finds_the_project(desk: Desk, subtests: pytest.Subtests) -> None:
    require(subtests, desk.run("signing_in"), LOGIN)


def test_a_wrangler_walks_a_file_through_its_life(desk: Desk, subtests: pytest.Subtests) -> None:
    require(subtests, desk.run("files"), FILES)


def test_mistakes_are_told_at_once(desk: Desk, subtests: pytest.Subtests) -> None:
    require(subtests, desk.run("refusals"), REFUSALS)


def test_a_small_tree_is_synchronized(desk: Desk, subtests: pytest.Subtests) -> None:
    require(subtests, desk.run("synchronizing"), ("sync.up", "sync.down"))


def test_a_wrangler_walks_a_file_by_the_models(desk: Desk, subtests: pytest.Subtests) -> None:
    if not desk.client.has_models:
        pytest.skip(f"synapseclient {desk.client.version} has no such models")
    require(subtests, desk.run("models"), MODELS)


def test_a_wrangler_keeps_records(desk: Desk, subtests: pytest.Subtests) -> None:
    if not desk.client.has_models:
        pytest.skip(f"synapseclient {desk.client.version} knows no record sets")
    require(subtests, desk.run("records"), RECORDS)


@pytest.mark.parametrize(
    ("script", "checks"), [("manifests", MANIFESTS), ("storage", STORAGE), ("downloads", DOWNLOADS)]
)
def test_a_wrangler_moves_many_files(
    desk: Desk, subtests: pytest.Subtests, script: str, checks: tuple[str, ...]
) -> None:
    if not desk.client.has_models:
        pytest.skip(f"synapseclient {desk.client.version} has no such models")
    require(subtests, desk.run(script), checks)
