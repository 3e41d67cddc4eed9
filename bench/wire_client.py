"""Uploads every file of a folder as a center does; run by the Python of an installed client, where nothing of ours is.

    PYTHON wire_client.py CONFIGURATION FOLDER PARENT

Prints when it began and ended, in seconds since 1970.
"""

import contextlib
import json
import logging
import sys
import time
from pathlib import Path


def main() -> None:
    """Write a manifest, upload by it, and print."""
    import synapseclient  # slow import
    import synapseutils  # slow import

    configuration, folder, parent = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    syn = synapseclient.Synapse(configPath=configuration, skip_checks=True, silent=True)
    syn.login(silent=True)
    manifest = Path(folder).with_suffix(".tsv")
    rows = [f"{path}\t{parent}" for path in sorted(Path(folder).iterdir())]
    manifest.write_text("\n".join(["path\tparent", *rows]) + "\n")
    began = time.time()
    with contextlib.redirect_stdout(sys.stderr):
        synapseutils.syncToSynapse(syn, str(manifest), sendMessages=False)
    print(json.dumps({"began": began, "ended": time.time()}))


if __name__ == "__main__":
    main()
