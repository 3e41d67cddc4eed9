"""From the bytes of a file to the plan of a cleaned copy, by what the file is."""

from collections.abc import Callable

from theatrum.checks.formats.bytes import MEBIBYTE, Budget, Bytes, Counted
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.registry import kind_of
from theatrum.checks.formats.sniffing import look
from theatrum.checks.redaction.dicom.planning import plan_dicom
from theatrum.checks.redaction.elsewhere import advice_on
from theatrum.checks.redaction.pieces import Tangled
from theatrum.checks.redaction.sequencing.planning import plan_bam, plan_sam, plan_vcf
from theatrum.checks.redaction.tiff.planning import plan_tiff
from theatrum.checks.redaction.wishes import Plan, Refused, Wishes

_PLANNERS: dict[str, Callable[[Bytes, Wishes, Budget], Plan]] = {
    "bam": plan_bam,
    "dicom": plan_dicom,
    "sam": plan_sam,
    "tiff": plan_tiff,
    "vcf": plan_vcf,
}
# Of headers, lists of tiles and texts; and what these consist of. A slide of 100 GB stays far below.
_BYTES, _STRUCTURES = 1024 * MEBIBYTE, 20_000_000
_BROKEN = "Open it with the program that made it, and write it anew; or transfer it again."


def plan_redaction(file: Bytes, name: str, wishes: Wishes) -> Plan:
    """Plan the cleaned copy of a file of a name. Raises Refused for what cannot be cleaned, and OSError."""
    # A file may be both at once: a TIFF is then told by the preamble of DICOM, which no cleaned copy has.
    is_both = file.read_at(128, 4) == b"DICM"
    kind = "dicom" if is_both else kind_of(look(file), name)
    planner = _PLANNERS.get(kind or "")
    if planner is None:
        raise advice_on(kind, name)
    budget = Budget(bytes=_BYTES, structures=_STRUCTURES)
    try:
        return planner(Counted(file, budget), wishes, budget)
    except Unreadable as error:
        raise Refused(f"{error.place}: {error.problem}.", _BROKEN) from None
    except BudgetSpent:
        raise Refused("Its header has more parts than any program writes.", _BROKEN) from None
    except Tangled as error:
        problem = f"Byte {error.offset} belongs to what would be taken out, and to something else."
        raise Refused(problem, _BROKEN) from None
    except (Refused, OSError):
        raise
    except Exception as error:  # noqa: BLE001  # a library met bytes it was not made for, and its words may hold them
        raise Refused(f"It is damaged or not made to its format ({type(error).__name__}).", _BROKEN) from None
