"""LibreOffice for the test of templates: the one of the system, which nothing here installs, as it is large.

Where there is none, ``make test`` says so in one visible line: the structure of templates is tested all the same.
"""

import shutil

MISSING = "LibreOffice (soffice) is not on PATH: that templates survive it is not tested here, their structure is."


def find() -> str | None:
    """Return the path of the program, None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


if __name__ == "__main__" and find() is None:
    print(f"== {MISSING}")
