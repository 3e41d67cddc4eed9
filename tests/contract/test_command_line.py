"""The client's own command line: what a submitter types."""

import hashlib
import re
from pathlib import Path

from tests.contract.conftest import FOLDER, PROJECT, Desk
from tests.contract.house import Person


def _folder(desk: Desk, person: Person) -> str:
    found = None
    for name in [PROJECT, *FOLDER.split("/")]:
        body = {"parentId": found, "entityName": name}
        found = str(desk.house.call(person, "POST", "/repo/v1/entity/child", body)["id"])
    assert found is not None
    return found


def test_login_says_who_it_is(desk: Desk, wrangler: Person) -> None:
    assert wrangler.name in desk.command("login", "-p", wrangler.token)


def test_a_file_is_added_listed_shown_and_fetched(desk: Desk, wrangler: Person) -> None:
    content = b"typed at a command line\n" * 1000
    path = desk.folder / "work" / f"typed_{desk.client.version}.txt"
    path.write_bytes(content)
    folder = _folder(desk, wrangler)

    added = re.search(r"syn\d+", desk.command("add", "--parentId", folder, str(path)).split("entity", 1)[-1])
    assert added
    entity = added.group()

    assert entity in desk.command("list", folder)
    assert path.name in desk.command("show", entity)
    desk.command("set-annotations", "--id", entity, "--annotations", '{"LIBRARY_LAYOUT": "Paired-end"}')
    assert "Paired-end" in desk.command("get-annotations", "--id", entity)
    target = desk.folder / "got"
    target.mkdir()
    desk.command("get", entity, "--downloadLocation", str(target))
    assert _md5(target / path.name) == _md5(path)
    desk.command("delete", entity)
    assert entity not in desk.command("list", folder)


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
