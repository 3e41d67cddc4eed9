"""How long `theatrum --help` takes, beside a Python that does nothing: nobody waits for a list of commands."""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 7
EMPTY = [sys.executable, "-c", "pass"]
HELP = [sys.executable, "-m", "theatrum.wiring.main", "--help"]
# As it is installed: with the bytecode of modules kept.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return time.perf_counter() - began


def main() -> None:
    """Measure both in turns and print the medians; the first round leaves the bytecode behind."""
    _seconds(HELP)
    pairs = [(_seconds(EMPTY), _seconds(HELP)) for _ in range(ROUNDS)]
    empty, shown = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"theatrum --help: {shown:.2f} s, {shown / empty:.1f} of a Python that does nothing ({empty:.2f} s)")


if __name__ == "__main__":
    main()
