"""The client's own command line: what a submitter types."""

import re

from tests.contract.conftest import FOLDER, PROJECT, Desk
from tests.contract.house import Person


def test_login_says_who_it_is(desk: Desk, wrangler: Person) -> None:
    assert wrangler.name in desk.command("login", "-p", wrangler.token)


def test_a_file_is_added_listed_shown_and_fetched(desk: Desk, wrangler: Person) -> None:
    content = b"typed at a command line\n" * 1000
    path = desk.folder / "work" / f"typed_{desk.client.version}.txt"
    path.write_bytes(content)
    folder = desk.house.find(wrangler, PROJECT, *FOLDER.split("/"))

    added = re.search(r"syn\d+", desk.command("add", "--parentId", folder, str(path)).split("entity", 1)[-1])
    assert added
    entity = added.group()

    assert entity in desk.command("list", folder)
    assert path.name in desk.command("show", entity)
    desk.command("set-annotations", "--id", entity, "--annotations", '{"LIBRARY_LAYOUT": "Paired-end"}')
    assert "Paired-end" in desk.command("get-annotations", "--id", entity)
    target = desk.folder / "got"
    target.mkdir()
    path.unlink()  # so that the client does not copy what it knows to be the same
    desk.command("get", entity, "--downloadLocation", str(target))
    assert (target / path.name).read_bytes() == content
    desk.command("delete", entity)
    assert entity not in desk.command("list", folder)
