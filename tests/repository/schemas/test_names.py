"""The grammar of organization names and schema ids."""

import pytest

from theatrum.repository.schemas.errors import OrganizationNameInvalid, SchemaIdInvalid
from theatrum.repository.schemas.names import SchemaId, check_organization_name, parse_schema_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my.organization-foo.Bar.json", SchemaId("my.organization", "foo.Bar.json")),
        ("my.organization-foo.Bar.json-0.1.2", SchemaId("my.organization", "foo.Bar.json", "0.1.2")),
        ("org1-name-1.0.0-beta.2+build.01", SchemaId("org1", "name", "1.0.0-beta.2+build.01")),
        (" org1-name ", SchemaId("org1", "name")),
        (
            "https://repo-prod.prod.sagebase.org/repo/v1/schema/type/registered/org1-name-1.0.0",
            SchemaId("org1", "name", "1.0.0"),
        ),
        ("http://localhost:8080/repo/v1/schema/type/registered/org1-name", SchemaId("org1", "name")),
        ("/schema/type/registered/org1-name", SchemaId("org1", "name")),
        ("schema/type/registered/org1-name", SchemaId("org1", "name")),
    ],
)
def test_schema_id_is_read_in_each_form(text: str, expected: SchemaId) -> None:
    assert parse_schema_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "org1",
        "org1-",
        "-name",
        "1org-name",
        "org1-1name",
        "org1-name-1.0",
        "org1-name-01.0.0",
        "org1-name-v1.0.0",
        "org1-name-1.0.0-",
        "org1-name-1.0.0-a-b",
        "org1-name-1.0.0-01",
        "org_1-name",
        "org1..a-name",
        "örg-name",
        "org1-name\n-1.0.0",
        "https://w3id.org/htan/clinical",
        "https://example.org/org1-name",
        "a" * 251 + "-name",
        "org1-name-1.0.0-" + "a" * 300,
        "a." * 100_000 + "-",
    ],
)
def test_schema_id_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(SchemaIdInvalid, match=r"Invalid '\$id'"):
        parse_schema_id(text)


def test_schema_id_is_written_relative_and_absolute() -> None:
    found = SchemaId("org1", "name", "1.0.0")
    assert str(found) == "org1-name-1.0.0"
    assert found.absolute("https://h/repo/v1") == "https://h/repo/v1/schema/type/registered/org1-name-1.0.0"


@pytest.mark.parametrize("name", ["my.organization", "SYNPY.TEST.abcdef", "a12345", " padded ", "x" * 250])
def test_organization_name_is_accepted(name: str) -> None:
    assert check_organization_name(name) == name.strip()


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("short", "5 characters"),
        ("x" * 251, "251 characters"),
        ("has space", "' '"),
        ("has-dash", "'-'"),
        ("1number", "begin with a letter"),
        ("ends.with.", "begin with a letter"),
        ("part.1st", "begin with a letter"),
        ("my.SageBionetworks.org", "reserved"),
        ("", "0 characters"),
    ],
)
def test_organization_name_is_refused_with_the_rule_it_breaks(name: str, rule: str) -> None:
    with pytest.raises(OrganizationNameInvalid, match="A name has 6 to 250 characters") as refused:
        check_organization_name(name)
    assert rule in str(refused.value)


def test_reserved_organization_name_is_for_administrators() -> None:
    assert check_organization_name("org.sagebionetworks", may_use_reserved=True) == "org.sagebionetworks"
