"""Who may read and not edit: a seat that sees and comments, and changes nothing."""

import pytest

from tests.factories.entities import make_person
from tests.factories.grids import make_grid, shown
from tests.support.seats import seated, serve
from theatrum.doors.live.grids.app import GridApp
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Permission
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.grids.models import Authorization, Workspace

pytestmark = pytest.mark.django_db(transaction=True)
READ = frozenset({Permission.READ, Permission.DOWNLOAD})


def test_a_reader_sees_and_comments_and_changes_nothing() -> None:
    ann, node, workspace = make_grid()
    lia = make_person("lia")
    with writing():
        grants = {ann.id: frozenset(OWNER), lia.id: READ}
        boss = make_person("boss", is_administrator=True)
        replace_local_acl(actor=boss, node_id=node.project_id or 0, etag=None, grants=grants)
    Workspace.objects.filter(pk=workspace.pk).update(authorization=Authorization.SOURCE_BENEFACTOR)
    workspace.refresh_from_db()

    async def test(app: GridApp) -> None:
        async with seated(app, ann, workspace) as one, seated(app, lia, workspace) as two:
            you = two.welcome["you"]
            assert (you["may_edit"], you["may_comment"]) == (False, True)
            assert one.welcome["you"]["may_edit"]
            rows = await two.ask("rows", view=0, count=10, **{"from": 0})
            assert len(rows["rows"]) == 3
            refused = await two.edit(since=0, operation="mine", cells=[[2, 1, "x"]])
            assert (refused["t"], refused["code"]) == ("refused", "grids.access_denied")
            asked = {"row": 2, "slot": 2, "text": "", "suggested": "41", "is_suggestion": True, "reply_to": None}
            done = await two.ask("comment", **asked)
            assert done["t"] == "done", done
            heard = (await one.hear("comment"))["comment"]
            assert (heard["by"]["name"], heard["suggested"]) == ("lia", "41")
            refused = await two.ask("settle", comment=heard["comment"], how="accept")
            assert refused["code"] == "grids.access_denied"
            done = await one.ask("settle", comment=heard["comment"], how="accept")
            assert done["t"] == "done", done
            assert (await two.hear("operation"))["cells"] == [[2, 2, None, "41"]]

    serve(test)
    assert shown(workspace)[1] == ["2", "Bob", "41"]
