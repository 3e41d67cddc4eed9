"""The overlay of a consortium that has nothing to do with tumors: read, cross-checked, and refused with a place."""

from pathlib import Path

import pytest

from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.component import compile_advice, compile_component, overlay_rule
from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.checks.profile.versions import holds_for
from theatrum.kernel.jsontext import JsonObject

NETWORK = """\
profile: reef
consortium: {name: Reef Network, short_name: REEF, about: Fishes of one reef.}
organization: ReefNetwork
terms_of_service: {version: 1.0.0, file: terms.md}
roles:
  - {role: curator, name: Curator, scope: network, about: Looks after everything.}
centers:
  - {id: NORTH, name: North Station, institution: A university, project: reef_north, liaison: curator}
releases:
  - {number: 2, state: open, model: 1.0.0, tree: all}
folders:
  ingest: {name: "in_{number}"}
  stage: {name: "staged_{number}"}
  release: {name: "out_{number}"}
trees:
  all:
    - {path: Photos/Raw, component: Photo, kind: file}
access: {project: {curator: [READ]}, ingest: {curator: [READ]}, stage: {curator: [READ]}, release: {curator: [READ]}}
"""
PHOTO = """\
component: Photo
version: 1.0.0
kind: file
about: One photo.
published: {id: "https://example.org/photo"}
attributes:
  FORMAT: {about: Format of the photo., required: true, type: string}
  FISH: {about: The fish on it., required: true, type: string, pattern: '^[A-Z]+-[0-9]+$'}
  AGE_HATCHED: {about: Days since hatching.}
  AGE_SEEN: {about: Days since the first sight., type: number}
  MARKS: {about: Marks on the fish., type: list, items: {type: string}}
  NOTE: {about: Anything else., type: string}
"""
OVERLAY = """\
version: 2.1.0
organization: ReefNetwork
identifiers:
  center: '^[A-Z]+$'
  slots: {pooled: SHOAL, external: "X{number}"}
  kinds:
    - kind: fish
      name: a fish id
      about: One fish.
      pattern: '^[A-Z]+-[0-9]+$'
      template: "{center}-{number}"
      examples: [NORTH-7]
      counterexamples: [NORTH-]
  attributes:
    - {attribute: FISH, kinds: [fish]}
  misreadings:
    - code: case
      pattern: '[a-z]'
      mend: [upper]
      message: "{column} is in small letters."
      fix: Write {example}.
      examples: [{text: north-7, kinds: [fish], mended: NORTH-7}]
rules:
  - rule: noted
    about: Spotted fishes need a note.
    severity: warning
    components: [Photo]
    conditions:
      - {when: {MARKS: {some_match: spot}}, require: [NOTE]}
lists:
  - {rule: several-fish, about: A shoal., attribute: FISH, components: [Photo], versions: ["<2.0.0"]}
ages: {rule: days, attributes: ^AGE_, cap: 9000, children: [NORTH]}
files:
  attribute: FORMAT
  formats:
    - {format: jpeg, name: JPEG, spellings: [jpg], aliases: [jpe], endings: [.jpg, .jpeg], magic: [jpeg]}
    - {format: raw.zip, name: Raw photos, endings: [.raw.zip]}
    - {format: zip, name: ZIP archive, endings: [.zip], magic: [zip]}
  accepted:
    - components: [Photo]
      accepted: [jpeg]
      doubtful: {raw.zip: Nobody can open it.}
      approval: {zip: Ask first.}
  access: {default: open, controlled: [Photo], confined: [raw.zip], confined_endings: [.raw.zip]}
  names:
    - {code: blank, severity: warning, pattern: '^[^ ]+$', message: It has a blank., fix: Rename it.}
  sizes: {floors: [{formats: [jpeg], above: 10}], exempt: []}
release_codes:
  - {release: NO_FISH, codes: [schema.required], columns: [FISH]}
  - {release: WRONG, codes: ["schema.*"]}
"""
FILES = {"profile.yaml": NETWORK, "terms.md": "Be kind.", "model/v1.0.0/components/Photo.yaml": PHOTO}


def _load(folder: Path, old: str = "", new: str = "") -> Profile:
    assert OVERLAY.count(old) >= 1, old
    for name, content in {**FILES, "overlay.yaml": OVERLAY.replace(old, new, 1) if old else OVERLAY}.items():
        file = folder / "reef" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return load_profile(ProfileFolder.at(folder / "reef"))


def test_the_overlay_has_a_version_of_its_own(tmp_path: Path) -> None:
    assert _load(tmp_path).overlay.version == "2.1.0"


def test_bound_schema_has_ages_formats_and_lists_where_the_model_left_them_open(tmp_path: Path) -> None:
    profile = _load(tmp_path)
    component = profile.component("Photo", "1.0.0")
    assert component is not None
    properties = compile_component(component, profile.overlay)["properties"]
    assert isinstance(properties, dict)
    words = {"$comment", "description"}
    bare = {
        name: {k: v for k, v in one.items() if k not in words}
        for name, one in properties.items()
        if isinstance(one, dict)
    }
    assert bare["FORMAT"] == {"type": "string", "enum": ["jpeg", "jpg", "raw.zip", "zip"]}
    assert bare["FISH"] == {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]+-[0-9]+$"}}
    assert bare["AGE_HATCHED"] == {"type": "integer", "minimum": 0}
    assert bare["AGE_SEEN"] == {"type": "number"}
    assert {name: overlay_rule(one) for name, one in properties.items() if overlay_rule(one)} == {
        "FORMAT": ("file-formats", None),
        "FISH": ("several-fish", None),
        "AGE_HATCHED": ("days", None),
    }


def test_what_is_advised_is_no_part_of_the_bound_schema(tmp_path: Path) -> None:
    profile = _load(tmp_path)
    component = profile.component("Photo", "1.0.0")
    assert component is not None
    bound = compile_schema(compile_component(component, profile.overlay))
    spotted: JsonObject = {"FORMAT": "jpeg", "FISH": ["NORTH-1"], "MARKS": ["one spot"]}
    assert bound.accepts(spotted)
    advice = compile_advice(component, profile.overlay)
    assert advice is not None
    assert advice["$id"] == "ReefNetwork-Photo-1.0.0-advice"
    (violation,) = compile_schema(advice).judge(spotted)
    assert (violation.keyword, violation.fact) == ("required", "NOTE")
    assert compile_schema(advice).accepts({"MARKS": ["stripe"], "FORMAT": 7})
    silent = profile.overlay.model_copy(update={"rules": ()})
    assert compile_advice(component, silent) is None


def test_files_are_told_by_name_and_by_what_a_cell_says(tmp_path: Path) -> None:
    files = _load(tmp_path).overlay.files
    named = {name: files.format_named(name) for name in ("A.JPG", "a.raw.zip", "a.zip", "zip", "a.txt")}
    assert {name: shape.format if shape else None for name, shape in named.items()} == {
        "A.JPG": "jpeg",
        "a.raw.zip": "raw.zip",
        "a.zip": "zip",
        "zip": None,
        "a.txt": None,
    }
    written = files.format_written(" .JPE ")
    assert written is not None
    assert (written.format, files.is_spelling("jpg"), files.is_spelling("jpe")) == ("jpeg", True, False)
    accepted = files.accepted_for("Photo", "1.0.0")
    assert accepted is not None
    assert [accepted.acceptance(name) for name in ("jpeg", "raw.zip", "zip", "bmp")] == [
        "accepted",
        "doubtful",
        "approval",
        "refused",
    ]
    assert files.accepted_for("Diver", "1.0.0") is None
    assert (files.tier("Photo"), files.tier("Diver")) == ("controlled", "open")
    assert (files.floor("Photo", "jpeg"), files.floor("Photo", "zip")) == (10, 0)


def test_release_codes_are_the_first_that_fit(tmp_path: Path) -> None:
    overlay = _load(tmp_path).overlay
    assert overlay.release_code("schema.required", "FISH") == "NO_FISH"
    assert overlay.release_code("schema.required", "NOTE") == overlay.release_code("schema.enum") == "WRONG"
    assert overlay.release_code("file.empty") is None


@pytest.mark.parametrize(
    ("ranges", "version", "holds"),
    [
        ([], "9.9.9", True),
        (["1.0.0"], "1.0.0", True),
        (["1.0.0"], "1.0.1", False),
        ([">=1.3.0"], "1.10.0", True),
        ([">=1.0.0 <1.3.0"], "1.3.0", False),
        ([">=1.0.0 <1.3.0"], "1.2.9", True),
        (["<2.0.0", "3.0.0"], "3.0.0", True),
        (["<2.0.0", "3.0.0"], "2.0.0", False),
    ],
)
def test_version_ranges(ranges: list[str], version: str, *, holds: bool) -> None:
    assert holds_for(ranges, version) is holds


BROKEN = [
    # The language itself.
    (
        "severity: warning\n    components",
        "severity: fatal\n    components",
        "line 26, key rules[0].severity",
        "'warning'",
    ),
    ("misreadings:", "misreading:", "identifiers.misreading: this key is unknown", "Did you mean 'misreadings'"),
    ("version: 2.1.0\n", "", "line 1: the key 'version' is missing", "Add it"),
    ("version: 2.1.0", "version: new", "line 1, key version", "Correct"),
    ('versions: ["<2.0.0"]', 'versions: ["~2.0"]', "lists[0].versions[0]", "Correct"),
    ("magic: [zip]", "magic: [pkzip]", "files.formats[2].magic[0]", "Correct"),
    ("format: jpeg,", "format: JPEG,", "files.formats[0].format", "Correct"),
    ("endings: [.zip]", "endings: [zip]", "files.formats[2].endings[0]", "Correct"),
    ("default: open", "default: public", "files.access.default", "Correct"),
    ("codes: [schema.required]", "codes: [required]", "release_codes[0].codes[0]", "Correct"),
    # What it speaks of must be there.
    (
        "    components: [Photo]\n    conditions",
        "    components: [Picture]\n    conditions",
        "has no 'Picture'",
        "Photo",
    ),
    ("require: [NOTE]", "require: [NOTES]", "rules[0].conditions[0].require: Photo 1.0.0 has no 'NOTES'", "NOTE"),
    ("{MARKS: {some", "{MARK: {some", "rules[0].conditions[0].when: Photo 1.0.0 has no 'MARK'", "MARKS"),
    ("attribute: FISH, components", "attribute: FISHES, components", "lists[0].attribute: Photo 1.0.0 has no", "FISH"),
    ("children: [NORTH]", "children: [SOUTH]", "ages.children[0]: this profile has no 'SOUTH'", "NORTH"),
    ("controlled: [Photo]", "controlled: [Film]", "files.access.controlled[0]: this profile has no 'Film'", "Photo"),
    ("accepted: [jpeg]", "accepted: [png]", "files.accepted[0].accepted[0]: this profile has no 'png'", "jpeg"),
    ("approval: {zip", "approval: {jpeg", "files.accepted[0].approval.jpeg: it stands there twice", "one of the lists"),
    ("floors: [{formats: [jpeg]", "floors: [{formats: [png]", "files.sizes.floors[0].formats[0]", "jpeg"),
    ("aliases: [jpe]", "aliases: [zip]", "files.formats[2]: 'zip' already means jpeg", "one of them"),
    (
        "{attribute: FISH, kinds: [fish]}",
        "{attribute: FISH, kinds: [bird]}",
        "identifiers.attributes[0].kinds[0]",
        "fish",
    ),
    # Patterns, templates and examples must agree.
    ("attributes: ^AGE_", "attributes: '^AGE_('", "ages.attributes: this is no regular expression", "ECMA"),
    ("pattern: '^[^ ]+$'", "pattern: '^[^ +$'", "files.names[0].pattern: this is no regular expression", "ECMA"),
    ("pattern: '[a-z]'", "pattern: '[a-z'", "identifiers.misreadings[0].pattern: this is no regular", "ECMA"),
    (
        "pattern: '^[A-Z]+-[0-9]+$'",
        "pattern: '^[A-Z]+-([0-9]+$'",
        "identifiers.kinds[0].pattern: this is no regular",
        "ECMA",
    ),
    (
        "examples: [NORTH-7]",
        "examples: [NORTH-7, north-7]",
        "identifiers.kinds[0].examples[1]: the pattern refuses",
        "one",
    ),
    ("counterexamples: [NORTH-]", "counterexamples: [NORTH-8]", "counterexamples[0]: the pattern accepts it", "one"),
    (
        'template: "{center}-{number}"',
        'template: "{center}/{number}"',
        "examples[0]: the template cannot take it",
        "one",
    ),
    ('template: "{center}-{number}"', 'template: "{house}-{number}"', "template: a template has no 'house'", "center"),
    ('message: "{column} is', 'message: "{value} is', "misreadings[0].message: a sentence has no 'value'", "column"),
]


@pytest.mark.parametrize(("old", "new", "problem", "fix"), BROKEN, ids=[case[2] for case in BROKEN])
def test_a_broken_overlay_is_told_with_place_and_fix(
    tmp_path: Path, old: str, new: str, problem: str, fix: str
) -> None:
    with pytest.raises(ProfileInvalid) as raised:
        _load(tmp_path, old, new)
    told = str(raised.value)
    assert told.startswith("reef/overlay.yaml, line ")
    assert problem in told
    assert fix in told


def test_two_rules_that_warn_about_one_attribute_are_refused(tmp_path: Path) -> None:
    again = """\
rules:
  - rule: first
    about: One.
    severity: warning
    components: [Photo]
    replace: {NOTE: {about: Short., pattern: "^.{1,9}$"}}
  - rule: second
    about: Two.
    severity: warning
    components: [Photo]
    replace: {NOTE: {about: Long., pattern: "^.{5,}$"}}
"""
    with pytest.raises(ProfileInvalid, match=r"rules\[1\]: the rule first already warns about NOTE of Photo"):
        _load(tmp_path, OVERLAY[OVERLAY.index("rules:\n") : OVERLAY.index("lists:\n")], again)
