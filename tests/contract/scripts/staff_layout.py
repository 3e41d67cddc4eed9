"""What the staff of a data coordinating center lays out for each center: folders, and what belongs in them."""

from dataclasses import dataclass

import synapseclient
from synapseclient.core.exceptions import SynapseHTTPError

from tests.contract.scripts.task import Task

STAGES = ("v9_ingest", "v9_stage", "v9_release")
PUBLISHED = "HTAN2Organization"
VERSION = "1.0.0"


@dataclass(frozen=True)
class Leaf:
    """A folder that files or records of one component go to."""

    path: str
    component: str
    is_record: bool = False


LEAVES = (
    Leaf("Biospecimen", "BiospecimenData", is_record=True),
    Leaf("Clinical/Demographics", "Demographics", is_record=True),
    Leaf("scRNA_seq/Level_1", "scRNALevel1"),
    Leaf("Clinical/Diagnosis", "Diagnosis", is_record=True),
    Leaf("Clinical/Exposure", "Exposure", is_record=True),
    Leaf("Clinical/FamilyHistory", "FamilyHistory", is_record=True),
    Leaf("Clinical/FollowUp", "FollowUp", is_record=True),
    Leaf("Clinical/MolecularTest", "MolecularTest", is_record=True),
    Leaf("Clinical/Therapy", "Therapy", is_record=True),
    Leaf("Clinical/VitalStatus", "VitalStatus", is_record=True),
    Leaf("Clinical/Tier2", "ClinicalTier2", is_record=True),
    Leaf("WES/Level_1", "BulkWESLevel1"),
    Leaf("WES/Level_2", "BulkWESLevel2"),
    Leaf("WES/Level_3", "BulkWESLevel3"),
    Leaf("scRNA_seq/Level_2", "scRNALevel2"),
    Leaf("scRNA_seq/Level_3_4", "scRNALevel3and4"),
    Leaf("scATAC_seq/Level_1", "scATACLevel1"),
    Leaf("scATAC_seq/Level_2", "scATACLevel2"),
    Leaf("SpatialOmics/Level_1", "SpatialLevel1"),
    Leaf("SpatialOmics/Level_3", "SpatialLevel3"),
    Leaf("SpatialOmics/Level_4", "SpatialLevel4"),
    Leaf("SpatialOmics/Panel", "SpatialPanel", is_record=True),
    Leaf("Imaging/DigitalPathology", "DigitalPathologyData"),
    Leaf("Imaging/ElectronMicroscopy", "ElectronMicroscopy"),
    Leaf("Imaging/MultiplexMicroscopy/Level_1", "MultiplexMicroscopyLevel1"),
    Leaf("Imaging/MultiplexMicroscopy/Level_2", "MultiplexMicroscopyLevel2"),
    Leaf("Imaging/MultiplexMicroscopy/Level_3", "MultiplexMicroscopyLevel3"),
    Leaf("Imaging/MultiplexMicroscopy/Level_4", "MultiplexMicroscopyLevel4"),
    Leaf("Imaging/MultiplexMicroscopy/ChannelMetadata", "ChannelMetadata", is_record=True),
    Leaf("MassSpectrometry/Level_1", "MassSpectrometryLevel1"),
    Leaf("MassSpectrometry/Level_2", "MassSpectrometryLevel2"),
)


def leaves(task: Task) -> "tuple[Leaf, ...]":
    """Return the leaves that this run is about."""
    return LEAVES[: task.folders]


def projects(task: Task) -> "list[str]":
    """Return the names of the centers' projects."""
    return [f"Staff_{task.label}_Center_{number}" for number in range(1, task.centers + 1)]


def find(synapse: synapseclient.Synapse, project: str, *steps: str) -> str:
    """Return the id of what stands at the end of a path, as a user finds it: name by name."""
    found = synapse.findEntityId(project)
    for step in steps:
        found = synapse.findEntityId(step, found)
    assert found is not None, f"{project}/{'/'.join(steps)} was not found"
    return str(found)


def schema_of(synapse: synapseclient.Synapse, task: Task, leaf: Leaf) -> str:
    """Return the name of the schema of a component: the published one where the server has it, else our own."""
    published = f"{PUBLISHED}-{leaf.component}-{VERSION}"
    try:
        synapse.restGET(f"/schema/type/registered/{published}")
    except SynapseHTTPError as error:
        assert error.response.status_code == 404, error  # no pytest here
        return f"{own_organization(task)}-{leaf.component}-{VERSION}"
    return published


def own_organization(task: Task) -> str:
    """Return the name of the organization that this run makes."""
    return f"Staff.Organization{task.label}"
