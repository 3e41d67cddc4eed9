"""What a wrangler may not do, and mistakes: each is told at once, in the client's own exceptions."""

import synapseclient

from tests.contract.scripts.folders import ingest_folder
from tests.contract.scripts.task import opened, refused

if __name__ == "__main__":
    task, report = opened()
    synapse = task.sign_in()
    folder = ingest_folder(synapse, task)
    path = task.write(f"clash_{task.label}.txt", b"one")

    with report.check("refused.403_project_of_a_stranger"), refused(403):
        synapse.get(task.strangers_project, downloadFile=False)
    with report.check("refused.403_upload_to_a_stranger"):
        try:
            synapse.store(synapseclient.File(path, parent=task.strangers_project))
        except synapseclient.core.exceptions.SynapseHTTPError as error:
            assert error.response.status_code == 403, error
        else:
            raise AssertionError("a stranger's project took a file")
    with report.check("refused.404_unknown_entity"), refused(404):
        synapse.get("syn999999999", downloadFile=False)
    with report.check("refused.404_unknown_version"):
        stored = synapse.store(synapseclient.File(path, parent=folder))
        with refused(404, "version"):
            synapse.get(stored.id, version=7, downloadFile=False)
    with report.check("refused.409_same_name"), refused(409, "already exists"):
        synapse.store(synapseclient.Folder(f"clash_{task.label}.txt", parent=folder), createOrUpdate=False)
    with report.check("refused.412_stale_annotations"):
        stale = synapse.get_annotations(stored.id)
        fresh = synapse.get_annotations(stored.id)
        fresh["LIBRARY_LAYOUT"] = "Paired-end"
        synapse.set_annotations(fresh)
        stale["LIBRARY_LAYOUT"] = "Single-end"
        with refused(412):
            synapse.set_annotations(stale)
    with report.check("refused.412_stale_entity"):
        stale = synapse.get(stored.id, downloadFile=False)
        fresh = synapse.get(stored.id, downloadFile=False)
        fresh.description = "written by another"
        synapse.store(fresh, forceVersion=False)
        stale.description = "written later"
        with refused(412):
            synapse.store(stale, forceVersion=False)
    with report.check("refused.400_bad_name"), refused(400):
        synapse.store(synapseclient.Folder("a/b", parent=folder))
    with report.check("refused.404_unknown_route"), refused(404):
        synapse.restGET("/there/is/no/such/route")
    with report.check("refused.400_bad_body"), refused(400):
        synapse.restPOST("/entity", body="{not json")
    with report.check("refused.403_organization_of_another"):
        judge = synapse.service("json_schema")
        body = {"$id": task.schema.rsplit("-", 1)[0] + "-9.9.9", "type": "object"}
        try:
            judge.create_json_schema(body)
        except synapseclient.core.exceptions.SynapseHTTPError as error:
            assert error.response.status_code in {400, 403}, error
        else:
            raise AssertionError("a wrangler registered a schema in the network's organization")
    report.note(done=True)
