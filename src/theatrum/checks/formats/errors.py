"""What stops an inspector. Both become findings in ``inspecting``: nothing of it leaves the room."""


class Unreadable(Exception):
    """A file is not what its format asks for. ``place`` is where, ``problem`` what; neither holds content."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


class BudgetSpent(Exception):
    """Looking on would cost more than a file is worth; ``what`` is the part of the budget that is spent."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class BeyondSample(BudgetSpent):
    """What follows was left out on purpose: the rest of a long member, or of a long compressed file."""

    def __init__(self) -> None:
        super().__init__("sample")
