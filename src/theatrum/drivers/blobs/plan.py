"""How a file is cut into parts: arithmetic only."""

from dataclasses import dataclass

from theatrum.drivers.blobs.errors import PartOutOfRange, PlanInvalid

MOST_PARTS = 10_000
# As much as the only part of a file may be longer than was planned.
MOST_MORE = 1024**2
LARGEST_BLOB = 2**48


@dataclass(frozen=True, slots=True)
class Plan:
    """A file of ``size`` bytes in parts of ``part_size``; the last part has what is left."""

    size: int
    part_size: int

    @property
    def count(self) -> int:
        """How many parts there are: a file of no bytes is one part of no bytes."""
        return max(1, -(-self.size // self.part_size))

    def offset(self, number: int) -> int:
        """Return where a part begins. Raises PartOutOfRange."""
        self.require(number)
        return (number - 1) * self.part_size

    def length(self, number: int) -> int:
        """Return how many bytes a part has. Raises PartOutOfRange."""
        return min(self.part_size, self.size - self.offset(number))

    def require(self, number: int) -> None:
        """Raise PartOutOfRange unless the plan has this part."""
        if not 1 <= number <= self.count:
            raise PartOutOfRange(number=number, count=self.count)


def make_plan(size: int, part_size: int) -> Plan:
    """Check the sizes and return the plan. Raises PlanInvalid."""
    if not 0 <= size <= LARGEST_BLOB:
        raise PlanInvalid(reason=f"The size of a file must be 0 to {LARGEST_BLOB} bytes, but was {size}.")
    if not 1 <= part_size <= LARGEST_BLOB:
        raise PlanInvalid(reason=f"The size of a part must be 1 to {LARGEST_BLOB} bytes, but was {part_size}.")
    plan = Plan(size=size, part_size=part_size)
    if plan.count > MOST_PARTS:
        least = -(-size // MOST_PARTS)
        raise PlanInvalid(
            reason=f"{size} bytes in parts of {part_size} are {plan.count} parts; at most {MOST_PARTS} are allowed. "
            f"Use parts of at least {least} bytes."
        )
    return plan
