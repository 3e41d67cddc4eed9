"""Opening a release: folders, permissions and bindings for each center, again and again."""

import pytest

from tests.factories.centers import appointed, folder_at, open_for
from tests.factories.entities import make_person
from theatrum.consortium.centers.actions import appoint, ensure_center
from theatrum.consortium.centers.errors import CenterNotActive, CenterNotFound, RoleNotFound
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.actions import open_release
from theatrum.consortium.releases.errors import ReleaseNotFound
from theatrum.consortium.releases.preparing import prepare_opening
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission
from theatrum.repository.entities.models import Binding, Node

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.requirement("R133")
def test_every_leaf_stands_in_all_three_folders() -> None:
    admin = make_person("admin", is_administrator=True)

    (project,) = open_for(admin, "HTA201")

    profile = in_force()
    for top in ("v8_ingest", "v8_stage", "v8_release"):
        for leaf in profile.tree(profile.releases[8]):
            assert folder_at(admin, project, f"{top}/{leaf.path}").is_container


@pytest.mark.requirement("R148")
def test_leaves_of_modelled_components_are_bound() -> None:
    admin = make_person("admin", is_administrator=True)

    (project,) = open_for(admin, "HTA201")

    folder = folder_at(admin, project, "v8_ingest/scRNA_seq/Level_1")
    bound = Binding.objects.select_related("schema__organization", "version").get(node=folder)
    assert bound.version is not None
    assert str(bound.version.public_id) == "HTAN2Organization-scRNALevel1-1.0.0"


def test_opening_again_changes_nothing() -> None:
    admin = make_person("admin", is_administrator=True)
    open_for(admin, "HTA201")
    before = set(Node.objects.values_list("id", "etag"))

    open_for(admin, "HTA201")

    assert set(Node.objects.values_list("id", "etag")) == before


@pytest.mark.requirement("R132")
def test_wrangler_writes_in_their_own_ingest_folder_only() -> None:
    admin, wrangler = make_person("admin", is_administrator=True), make_person("wrangler")
    own, other = open_for(admin, "HTA201", "HTA202")
    wrangler = appointed(admin, wrangler, "data_wrangler", "HTA201")

    def may_create(project: Node, top: str) -> bool:
        return access.may(wrangler, Permission.CREATE, folder_at(admin, project, f"{top}/scRNA_seq/Level_1"))

    assert may_create(own, "v8_ingest")
    assert not may_create(own, "v8_stage")
    assert not may_create(own, "v8_release")
    assert not may_create(other, "v8_ingest")
    assert not access.may(wrangler, Permission.READ, other)


def test_unknown_names_are_told_with_the_known_ones() -> None:
    admin = make_person("admin", is_administrator=True)
    profile = in_force()

    with pytest.raises(CenterNotFound, match="HTA209"), writing():
        ensure_center(actor=admin, profile=profile, center_id="HTA1")
    with pytest.raises(RoleNotFound, match="data_wrangler"), writing():
        appoint(actor=admin, profile=profile, user_id=admin.id, role="king")
    with pytest.raises(ReleaseNotFound, match="it has 8"):
        prepare_opening(actor=admin, profile=profile, number=99)
    opening = prepare_opening(actor=admin, profile=profile, number=8)
    with pytest.raises(CenterNotActive), writing():
        open_release(actor=admin, opening=opening, center_ids=["HTA203"])
