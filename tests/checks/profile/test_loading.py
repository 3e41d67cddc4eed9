"""Reading a profile folder: what it becomes, and how a broken one is told."""

from pathlib import Path

import pytest

from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.component import compile_component, overlay_rule
from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.network_shapes import AccessPlace, FolderKind, Right
from theatrum.checks.profile.profile import Profile

NETWORK = """\
profile: reef
consortium: {name: Reef Network, short_name: REEF, about: Fishes of one reef.}
organization: ReefNetwork
terms_of_service: {version: 1.0.0, file: terms.md}
texts: {welcome: terms.md}
roles:
  - {role: curator, name: Curator, scope: network, about: Looks after everything.}
  - {role: diver, name: Diver, scope: center, about: Counts fishes., team: "{project}_divers"}
centers:
  - {id: NORTH, name: North Station, institution: A university, project: reef_north, liaison: curator}
releases:
  - {number: 2, state: open, model: 1.0.0, tree: all}
folders:
  ingest: {name: "in_{number}"}
  stage: {name: "staged_{number}", aliases: ["stage_{number}"]}
  release: {name: "out_{number}"}
trees:
  all:
    - {path: Sightings, component: Sighting, kind: record}
    - {path: Photos/Raw, component: Photo, kind: file}
access:
  project: {curator: [READ]}
  ingest: {curator: [READ, DELETE], diver: [READ, CREATE]}
  stage: {curator: [READ]}
  release: {curator: [READ], diver: [READ]}
"""
OVERLAY = """\
version: 1.0.0
organization: ReefNetwork
fills: {PLACE: path}
rules:
  - rule: count-is-possible
    requirement: R1
    about: Nobody counts more than a thousand.
    components: [Sighting]
    versions: [1.0.0]
    add:
      DIVER: {about: Who counted., required: true, type: string}
    replace:
      COUNT: {about: How many there were., required: true, type: integer, minimum: 1, maximum: 1000}
    require: [NOTE]
    conditions:
      - when: {SPECIES: other}
        require: [NOTE]
"""
SIGHTING = """\
component: Sighting
version: 1.0.0
kind: record
about: One sighting.
published: {id: "https://example.org/sighting"}
includes: [place]
attributes:
  SPECIES: {about: Which fish., required: true, type: string, vocabulary: species}
  COUNT: {about: How many., type: integer}
  NOTE: {about: Anything else., type: string}
  SEEN: {about: Seen or heard., type: string, values: [Yes, No]}
  MARKS:
    about: Marks on the fish.
    type: list
    items: {type: string, values: [spot, stripe]}
conditions:
  - when: {SEEN: Yes}
    require: [COUNT]
  - when_any:
      - {COUNT: {minimum: 100}}
      - {SPECIES: {none_of: [cod]}}
    forbid: [NOTE]
"""
GROUP = "group: place\nabout: Where.\nattributes:\n  DEPTH: {about: Depth in meters., type: number, minimum: 0}\n"
FILES = {
    "profile.yaml": NETWORK,
    "overlay.yaml": OVERLAY,
    "terms.md": "Be kind to fishes.",
    "model/v1.0.0/components/Sighting.yaml": SIGHTING,
    "model/v1.0.0/groups/place.yaml": GROUP,
    "model/v1.0.0/vocabularies/species.csv": "code,label\ncod,Gadus morhua\nother,\n",
}


def _load(folder: Path, **changed: tuple[str, str]) -> Profile:
    """Write the profile, one text replaced in the file whose name begins so, and read it."""
    for name, content in FILES.items():
        file = folder / "reef" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        old, new = changed.get(file.stem.lower(), ("", ""))
        assert old in content
        file.write_text(content.replace(old, new, 1) if old else content, encoding="utf-8")
    return load_profile(ProfileFolder.at(folder / "reef"))


def test_profile_of_another_consortium_is_another_folder(tmp_path: Path) -> None:
    profile = _load(tmp_path)
    assert profile.consortium.short_name == "REEF"
    assert profile.terms_of_service.text == profile.texts["welcome"] == "Be kind to fishes."
    assert profile.centers["NORTH"].project == "reef_north"
    assert profile.folder_name(FolderKind.STAGE, 2) == "staged_2"
    assert profile.folder_aliases(FolderKind.STAGE, 2) == ("stage_2",)
    assert [leaf.path for leaf in profile.tree(profile.releases[2])] == ["Sightings", "Photos/Raw"]
    assert profile.access[AccessPlace.INGEST]["diver"] == {Right.READ, Right.CREATE}
    assert profile.component("Photo", "1.0.0") is None
    assert profile.models["1.0.0"].vocabularies["species"].labels == {"cod": "Gadus morhua"}


def test_component_is_compiled_with_group_vocabulary_and_conditions(tmp_path: Path) -> None:
    component = _load(tmp_path).component("Sighting", "1.0.0")
    assert component is not None
    schema = compile_component(component)
    assert schema["required"] == ["SPECIES"]
    assert schema["$id"] == "https://example.org/sighting"
    judged = compile_schema(schema)
    assert judged.accepts({"SPECIES": "cod", "SEEN": "No", "DEPTH": 0.5, "MARKS": ["spot"]})
    assert not judged.accepts({"SPECIES": "eel"})
    assert not judged.accepts({"SPECIES": "cod", "SEEN": "Yes"})
    assert judged.accepts({"SPECIES": "cod", "SEEN": "Yes", "COUNT": 1, "NOTE": "x"})
    assert not judged.accepts({"SPECIES": "cod", "COUNT": 100, "NOTE": "x"})
    assert not judged.accepts({"SPECIES": "other", "NOTE": "x"})
    assert not judged.accepts({"SPECIES": "cod", "MARKS": ["dot"]})
    assert not judged.accepts({"SPECIES": "cod", "DEPTH": -1})


def test_overlay_adds_replaces_and_requires(tmp_path: Path) -> None:
    profile = _load(tmp_path)
    component = profile.component("Sighting", "1.0.0")
    assert component is not None
    schema = compile_component(component, profile.overlay)
    assert schema["$id"] == "ReefNetwork-Sighting-1.0.0"
    assert schema["required"] == ["DIVER", "COUNT", "NOTE", "SPECIES"]
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert next(iter(properties)) == "DIVER"
    marked = {name for name, declared in properties.items() if overlay_rule(declared)}
    assert marked == {"DIVER", "COUNT", "NOTE"}
    assert overlay_rule(properties["COUNT"]) == ("count-is-possible", "R1")
    judged = compile_schema(schema)
    assert judged.accepts({"DIVER": "me", "COUNT": 1, "NOTE": "x", "SPECIES": "cod"})
    assert {item.keyword for item in judged.judge({"DIVER": "me", "COUNT": 1001, "NOTE": "x", "SPECIES": "cod"})} >= {
        "maximum"
    }


def test_compiling_leaves_the_profile_as_it_was(tmp_path: Path) -> None:
    profile = _load(tmp_path)
    component = profile.component("Sighting", "1.0.0")
    assert component is not None
    before = compile_component(component)
    compile_component(component, profile.overlay)
    assert compile_component(component) == before


BROKEN = [
    ("profile", "profile: reef", "profil: reef", "profile.yaml, line 1, key profil: this key is unknown", "'profile'"),
    ("profile", "organization: ReefNetwork\n", "", "key 'organization' is missing", "Add it"),
    ("profile", "organization: ReefNetwork\n", "organization: 5\n", "line 3, key organization", "Correct"),
    (
        "profile",
        "liaison: curator",
        "liaison: nobody",
        "centers[0].liaison: this profile has no 'nobody'",
        "curator, diver",
    ),
    ("profile", "model: 1.0.0", "model: 9.0.0", "releases[0].model: this profile has no '9.0.0'", "1.0.0"),
    ("profile", "tree: all", "tree: none", "releases[0].tree", "all"),
    ("profile", "Photos/Raw", "Sightings", "'Sightings' stands there twice", "Remove or rename"),
    ("profile", "Photos/Raw", "Sightings/Raw", "this folder is no leaf", "Bind the folders inside"),
    ("profile", "kind: record}", "kind: file}", "Sighting is a record component", "Write record"),
    ("profile", "[READ, DELETE]", "[READ, ERASE]", "access.ingest.curator", "Correct"),
    ("profile", "  ingest: {curator: [READ, DELETE], diver: [READ, CREATE]}\n", "", "nothing for 'ingest'", "Add it"),
    ("profile", "Counts fishes.,", "Counts fishes., staff: true,", "roles[1].staff: 'staff' is for roles of scope", ""),
    (
        "profile",
        "after everything.}",
        "after everything., submits: true}",
        "'submits' is for roles of scope center",
        "",
    ),
    (
        "profile",
        "centers:\n",
        "admission: {liaison: nobody, project: R}\ncenters:\n",
        "admission.liaison: this profile has no 'nobody'",
        "curator, diver",
    ),
    (
        "profile",
        "centers:\n",
        "admission: {liaison: curator, project: R, associates: {sponsors: [diver], components: [Boat]}}\ncenters:\n",
        "admission.associates.components[0]: this profile has no 'Boat'",
        "Photo, Sighting",
    ),
    ("profile", "diver: [READ]}", "swimmer: [READ]}", "access.release.swimmer", "curator, diver"),
    ("profile", 'name: "in_{number}"', "name: in", "folders.ingest.name", "Correct"),
    ("profile", "terms.md", "none.md", "none.md, whole file: the file does not exist", "Add it"),
    ("profile", "texts:", "roles:", "the key stands there twice", "Remove one"),
    ("profile", "texts: {welcome: terms.md}", "texts: &t {welcome: terms.md}\nmore: *t", "aliases are not allowed", ""),
    ("profile", "roles:\n", "roles: [\n", "this is no YAML", "Correct that line"),
    ("overlay", "organization: ReefNetwork", "organization: OtherNetwork", "profile.yaml names another", "ReefNetwork"),
    (
        "overlay",
        "components: [Sighting]",
        "components: [Siting]",
        "components[0]: this profile has no 'Siting'",
        "Photo",
    ),
    ("overlay", "DIVER:", "NOTE:", "Sighting 1.0.0 already has this attribute", "replace"),
    ("overlay", "COUNT:", "AMOUNT:", "Sighting 1.0.0 has no 'AMOUNT'", "COUNT"),
    ("overlay", "require: [NOTE]", "require: [NOT]", "rules[0].require[0]: Sighting 1.0.0 has no 'NOT'", "NOTE"),
    ("overlay", "PLACE: path", "PLACE: guess", "fills.PLACE", "Correct"),
    ("overlay", "requirement: R1", "requirement: one", "rules[0].requirement", "Correct"),
    ("overlay", "{SPECIES: other}", "{SPECIES: {is: other}}", "conditions[0].when.SPECIES.is: this key is unknown", ""),
    ("sighting", "version: 1.0.0", "version: 1.1.0", "stands in the model of version 1.0.0", "move the file"),
    ("sighting", "component: Sighting", "component: Fish", "the file is called Sighting", "same name"),
    ("sighting", "includes: [place]", "includes: [where]", "includes[0]: there is no group 'where'", "place"),
    ("sighting", "vocabulary: species", "vocabulary: fishes", "there is no vocabulary 'fishes'", "species"),
    (
        "sighting",
        "vocabulary: species",
        "vocabulary: species, values: [cod]",
        "both values and a vocabulary",
        "Keep one",
    ),
    ("sighting", 'published: {id: "https://example.org/sighting"}', "", "has the 'id' of its", "origin: profile"),
    (
        "sighting",
        "kind: record",
        "kind: record\norigin: profile",
        "one of the profile's own has none",
        "origin: profile",
    ),
    ("sighting", "type: list", "type: string", "a list needs 'items'", "Add or remove"),
    ("sighting", "type: integer", "type: int", "attributes.COUNT.type", "Correct"),
    (
        "sighting",
        "type: integer",
        "type: string, pattern: '('",
        "attributes.COUNT.pattern: the pattern is no regular",
        "ECMA",
    ),
    ("sighting", "about: Which fish., ", "", "attributes.SPECIES: the key 'about' is missing", "Add it"),
    ("place", "minimum: 0", "minimal: 0", "place.yaml, line 4, key attributes.DEPTH.minimal", "Did you mean 'minimum'"),
    ("species", "code,label", "code;label", "line 1: the header", "first line"),
    ("species", "other,", "cod,", "line 3: the code cod stands there twice", "Remove one"),
    ("species", "other,", ",x", "line 3: this is no code and label", "CODE,LABEL"),
    ("species", "cod,Gadus morhua\nother,\n", "", "the vocabulary is empty", "Add its codes"),
]


@pytest.mark.parametrize(("file", "old", "new", "problem", "fix"), BROKEN)
def test_broken_profile_is_told_with_file_key_and_fix(
    tmp_path: Path, *, file: str, old: str, new: str, problem: str, fix: str
) -> None:
    with pytest.raises(ProfileInvalid) as caught:
        _load(tmp_path, **{file: (old, new)})
    assert str(caught.value).startswith("reef/")
    assert problem in str(caught.value)
    assert fix in str(caught.value)


def test_center_that_may_be_added_is_one_that_the_ids_allow(tmp_path: Path) -> None:
    closed = _load(tmp_path)
    assert (closed.may_be_center("NORTH"), closed.may_be_center("SOUTH")) == (True, False)
    admission = "admission: {liaison: curator, project: R, tnp: true}\ncenters:\n"
    # Without a pattern for ids, nobody can tell one.
    assert not _load(tmp_path / "open", profile=("centers:\n", admission)).may_be_center("SOUTH")
    htan = load_profile(ProfileFolder.named("htan2"))
    assert [htan.may_be_center(one) for one in ("HTA201", "HTA229", "HTA230", "HTA1")] == [True, True, False, False]


def test_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    _load(tmp_path)
    (tmp_path / "reef" / "overlay.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ProfileInvalid, match=r"reef/overlay.yaml, whole file: the file cannot be read"):
        load_profile(ProfileFolder.at(tmp_path / "reef"))
    (tmp_path / "reef" / "overlay.yaml").write_text("")
    with pytest.raises(ProfileInvalid, match="the file is empty"):
        load_profile(ProfileFolder.at(tmp_path / "reef"))


def test_folder_that_is_no_profile_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileInvalid, match=r"profile.yaml, whole file: the file does not exist"):
        load_profile(ProfileFolder.at(tmp_path))


@pytest.mark.parametrize(
    ("text", "value"),
    [("Yes", "Yes"), ("no", "no"), ("2024-01-01", "2024-01-01"), ("012", "012"), ("1.0.0", "1.0.0"), ("0x1F", "0x1F")],
)
def test_bare_word_is_text(tmp_path: Path, text: str, value: str) -> None:
    profile = _load(tmp_path, sighting=("values: [Yes, No]", f"values: [{text}]"))
    component = profile.component("Sighting", "1.0.0")
    assert component is not None
    assert component.attributes["SEEN"].values == (value,)


def test_release_may_name_a_model_that_was_imported(tmp_path: Path) -> None:
    with pytest.raises(ProfileInvalid, match="this profile has no '2.0.0'"):
        _load(tmp_path, profile=("model: 1.0.0", "model: 2.0.0"))
    profile = load_profile(ProfileFolder.at(tmp_path / "reef"), imported={"reef": ["2.0.0"]}.__getitem__)
    assert {release.model for release in profile.releases.values()} >= {"2.0.0"}
