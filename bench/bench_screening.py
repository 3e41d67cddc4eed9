"""What screening costs: a thousand mixed files, two workers, one of which is killed on the way.

    python bench/bench_screening.py [FILES]

Prints files a second, how long one process takes to read and hash the same files, and how often results were stored:
once for each file, whatever died.
"""

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    command = [sys.executable, "-m", "tests.consortium.screening.fleet", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=Path(__file__).parents[1], check=False).returncode)
