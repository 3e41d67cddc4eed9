"""A center in the middle of a release: tables and files, some valid and some not, and the people who see to it."""

from dataclasses import dataclass

from tests.factories.centers import appointed
from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.onboarding import Onboarded, onboard, open_person
from tests.factories.records import make_records
from tests.factories.schemas import make_organization, register
from tests.support.screening import run_jobs
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.schemas.names import parse_schema_id

RELEASE = 8
CENTER = "HTA201"
# Where components stand in the tree, and what each asks for.
PATHS = {
    "Demographics": "Clinical/Demographics",
    "BiospecimenData": "Biospecimen",
    "DigitalPathologyData": "Imaging/DigitalPathology",
    "BulkWESLevel1": "WES/Level_1",
}
FORMATS: list[JsonValue] = ["svs", "tiff"]
_ASKED: dict[str, JsonObject] = {
    "DigitalPathologyData": {
        "properties": {"FILE_FORMAT": {"type": "string", "enum": FORMATS}},
        "required": ["FILE_FORMAT"],
    },
    "Demographics": {"properties": {"SEX": {"type": "string", "enum": ["Female", "Male"]}}},
}


@dataclass(frozen=True)
class CenterScene:
    """The center, the folders of its components, and two who have nothing to do with it."""

    it: Onboarded
    folders: dict[str, Node]
    neighbor: Actor
    stranger: Actor

    def add_slide(self, name: str, file_format: str | None) -> Node:
        """Add an image as the wrangler does; without a format it is not annotated."""
        annotations = {"FILE_FORMAT": {"type": "STRING", "value": [file_format]}} if file_format else {}
        return make_entity(
            self.it.wrangler,
            Kind.FILE,
            name,
            parent=self.folders["DigitalPathologyData"],
            handle=make_handle(self.it.wrangler, name=name),
            annotations=annotations,
        )

    def add_table(self, component: str, content: str, *, name: str = "rows") -> Node:
        """Add a record set as the wrangler does, and have its rows judged."""
        node = make_records(self.it.wrangler, self.folders[component], content.encode(), name=name)
        run_jobs()
        return node


def make_scene() -> CenterScene:
    """Make the center with all gates open and its folders empty, and another center beside it."""
    it = onboard(CENTER, path=PATHS["Demographics"], word="scene")
    organization = in_force().organization
    make_organization(it.admin, organization)
    folders = {"Demographics": it.leaf}
    for component, path in PATHS.items():
        folders[component] = folders.get(component) or _folder(it.admin, it.ingest, path)
        schema_id = f"{organization}-{component}-1.0.0"
        register(it.admin, schema_id, {"type": "object", "title": component, **_ASKED.get(component, {})})
        with writing():
            bind_schema(actor=it.admin, node_id=folders[component].id, schema_id=parse_schema_id(schema_id))
    neighbor = appointed(it.admin, make_person("scene_neighbor"), "data_wrangler", "HTA202")
    stranger = make_person("scene_stranger")
    for person in (neighbor, stranger):
        open_person(person)
    return CenterScene(it, folders, neighbor, stranger)


def fill(scene: CenterScene) -> dict[str, Node]:
    """Put something into every folder: two slides that are valid and one in another format, tables, reads."""
    found = {
        "valid": scene.add_slide("one.svs", "svs"),
        "other": scene.add_slide("two.svs", "svs"),
        "odd": scene.add_slide("three.bif", "bif"),
        "people": scene.add_table("Demographics", "HTAN_PARTICIPANT_ID,SEX\nHTA201_1,Female\nHTA201_2,Male\n"),
        "specimens": scene.add_table("BiospecimenData", "HTAN_BIOSPECIMEN_ID\nHTA201_1_B1\n"),
    }
    reads = scene.folders["BulkWESLevel1"]
    handle = make_handle(scene.it.wrangler, name="reads.fastq")
    found["reads"] = make_entity(scene.it.wrangler, Kind.FILE, "reads.fastq", parent=reads, handle=handle)
    return found


def _folder(admin: Actor, ingest: Node, path: str) -> Node:
    node = ingest
    for name in path.split("/"):
        node = make_entity(admin, Kind.FOLDER, name, parent=node)
    return get_node(node.id)
