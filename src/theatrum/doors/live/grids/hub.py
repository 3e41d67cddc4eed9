"""One grid in this process: where its rows stand, and the one place from which all its seats hear, in order."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Collection, Iterable

from theatrum.doors.live.grids.facing import Desk, News, Standing
from theatrum.doors.live.grids.outgoing import Outgoing
from theatrum.doors.live.grids.seat import Seat
from theatrum.doors.live.grids.threads import Threads
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.grids.live.told import RowText, Told

_log = logging.getLogger(__name__)

# Up to so many rows of an operation are told to everybody; of a larger one to those who were shown them.
TOLD_TO_ALL = 100
_REMEMBERED = 256
# What one seat may have missed on its return, in cells, before it is told to read everything once more.
MOST_MISSED = 20_000
FORBIDDEN = 4403


class Hub:
    """The seats at one workspace, in this process."""

    def __init__(self, workspace_id: int, desk: Desk, threads: Threads, standing: Standing) -> None:
        self.workspace_id = workspace_id
        self.desk = desk
        self.threads = threads
        self.layout = standing.layout
        self.sequence = standing.sequence
        self.notice = standing.notice
        self.seats: set[Seat] = set()
        self.others: dict[int, JsonObject] = {}
        self.heard_of: dict[int, float] = {}
        self._telling = asyncio.Lock()
        self._hearing = asyncio.Lock()
        self._recent: deque[tuple[int, Collection[int]]] = deque(maxlen=_REMEMBERED)
        self._heard: deque[int] = deque(maxlen=1_000)

    # --- seats --------------------------------------------------------------------------------------------

    def sit(self, seat: Seat) -> None:
        """Let somebody in; who had the same seat before has left it, whether it is known already or not."""
        for other in [one for one in self.seats if one.number == seat.number]:
            self.seats.discard(other)
            other.outgoing.close(4409, "The seat was taken by another connection.")
        self.others.pop(seat.number, None)
        self.heard_of.pop(seat.number, None)
        self.seats.add(seat)

    def leave(self, seat: Seat) -> bool:
        """Let somebody go, and tell the others; tells whether the seat is free now."""
        if seat not in self.seats:
            return False
        self.seats.discard(seat)
        self.tell({"t": "gone", "seat": seat.number})
        return True

    def hear_of(self, seat: int, place: JsonObject, *, at: float) -> bool:
        """Take note of where somebody of another process is, and tell it; returns whether they are new."""
        is_new, is_moved = seat not in self.others, self.others.get(seat) != place
        self.others[seat], self.heard_of[seat] = place, at
        if is_moved:
            self.tell({"t": "here", **place})
        return is_new

    def forget(self, seat: int) -> None:
        """Let go of somebody of another process."""
        self.heard_of.pop(seat, None)
        if self.others.pop(seat, None) is not None:
            self.tell({"t": "gone", "seat": seat})

    def people(self) -> list[JsonValue]:
        """Return where everybody is, those of other processes too."""
        return [*(seat.where() for seat in self.seats), *self.others.values()]

    # --- telling ------------------------------------------------------------------------------------------

    def tell(self, message: JsonObject, *, but: Seat | None = None) -> None:
        """Say something to everybody."""
        text = json.dumps(message, ensure_ascii=False)
        for seat in self.seats:
            if seat is not but:
                seat.outgoing.put(text)

    async def catch_up(self, until: int | None = None) -> None:
        """Tell the operations that are in the log by now; returns when all that were there are told.

        ``until`` is the last of them, where that is known.
        """
        async with self._telling:
            while until is None or self.sequence < until:
                some = await self.threads.read(self.desk.operations, self.workspace_id, self.sequence)
                if not some:
                    return
                for told in some:
                    await self._tell_operation(told)

    async def hear(self, news: News) -> None:
        """Tell what another thread or process has brought about."""
        if news.sequence > self.sequence:
            await self.catch_up(news.sequence)
        # Whoever comes second waits until what the first one heard is told.
        async with self._hearing:
            for number, message in news.told:
                await self._hear(number, message)

    async def _hear(self, number: int, message: JsonObject) -> None:
        if number in self._heard:
            return
        self._heard.append(number)
        self.notice = max(self.notice, number)
        if message.get("t") == "judged":
            # No operation is told between reading rows and telling them: what is told later is never older.
            async with self._telling:
                await self._tell_verdicts(message)
        else:
            self.tell(message)

    def touched_since(self, sequence: int, numbers: Collection[int]) -> bool:
        """Tell whether some rows were changed after an operation, as far as is remembered."""
        if self._recent and self._recent[0][0] > sequence + 1:
            return True
        wanted = set(numbers)
        return any(at > sequence and not wanted.isdisjoint(touched) for at, touched in self._recent)

    async def missed(self, sequence: int) -> list[str] | None:
        """Return the messages of operations after one, up to where the hub stands; None where they are too many."""
        found: list[str] = []
        size = 0
        while sequence < self.sequence:
            some = await self.threads.read(self.desk.operations, self.workspace_id, sequence)
            for told in some:
                if told.sequence > self.sequence:
                    return found
                sequence, size = told.sequence, size + told.size + len(told.touched)
                if size > MOST_MISSED or told.has_new_columns:
                    return None
                found.append(self._message(told, told.rows.values()))
            if not some:
                return None
        return found

    async def _tell_operation(self, told: Told) -> None:
        await self._apply(told)
        self.sequence = told.sequence
        self._recent.append((told.sequence, told.touched))
        if told.has_new_columns:
            self.tell({"t": "changed", "what": "columns", "message": "The grid has new columns."})
        if len(told.rows) <= TOLD_TO_ALL:
            text = self._message(told, told.rows.values())
            for seat in self.seats:
                _know(seat, told.rows)
                seat.outgoing.put(text)
            return
        for seat in self.seats:
            rows = [row for number, row in told.rows.items() if number in seat.known]
            seat.outgoing.put(self._message(told, rows))

    async def _apply(self, told: Told) -> None:
        """Let the layout become what it was after an operation."""
        layout = self.layout
        if told.is_spread:
            standing = await self.threads.read(self.desk.stand, self.workspace_id)
            # It may be ahead by now: what is told of the operations in between is there already, or gone already.
            self.layout = standing.layout
            for seat in self.seats:
                seat.outgoing.put(json.dumps({"t": "reload", "sequence": told.sequence}))
            return
        if told.deleted:
            layout.remove(set(told.deleted))
        for number, _, position in told.placed:
            layout.insert(number, position)
        for number, row in told.rows.items():
            if layout.flags[number]:
                layout.flags.set(number, row.flag)
        above = [(number, after) for number, after, _ in told.placed]
        for view in (view for seat in self.seats for view in seat.views.values()):
            if told.deleted:
                view.remove(set(told.deleted))
            if above:
                view.insert(above)

    def _message(self, told: Told, rows: Iterable[RowText]) -> str:
        totals = json.dumps(self.layout.flags.totals)
        return f'{told.head},"rows":[{",".join(row.text for row in rows)}],"totals":{totals}}}'

    async def _tell_verdicts(self, message: JsonObject) -> None:
        """Tell what rows are worth that were judged by themselves: some, or those with numbers between two."""
        flags = self.layout.flags
        numbers = [number for number in _judged(message, most=len(flags.content)) if flags[number]]
        if not numbers:
            return
        rows = await self.threads.read(self.desk.rows, self.workspace_id, numbers)
        for number, row in rows.items():
            if flags[number]:
                flags.set(number, row.flag)
        totals = json.dumps(flags.totals)
        for seat in self.seats:
            texts = [row.text for number, row in rows.items() if number in seat.known]
            seat.outgoing.put(f'{{"t":"verdicts","rows":[{",".join(texts)}],"totals":{totals}}}')

    # --- who may stay -------------------------------------------------------------------------------------

    async def turn_out(self) -> None:
        """Close the seats of those who may not use the workspace any more, with the reason."""
        people = {seat.person_id for seat in self.seats}
        reasons = await self.threads.read(self.desk.may_use, self.workspace_id, people)
        for seat in [seat for seat in self.seats if reasons.get(seat.person_id)]:
            reason = str(reasons[seat.person_id])
            close(seat.outgoing, reason)
            self.leave(seat)


def close(outgoing: Outgoing, reason: str) -> None:
    """Send somebody away, and say why."""
    outgoing.put(json.dumps({"t": "changed", "what": "closed", "message": reason}, ensure_ascii=False))
    outgoing.close(FORBIDDEN, "The grid is closed to you.")


def _judged(message: JsonObject, *, most: int) -> Iterable[int]:
    rows = message.get("rows")
    if isinstance(rows, list):
        return [row for row in rows if isinstance(row, int)]
    return range(int(str(message.get("from", 0))), min(int(str(message.get("to", 0))) + 1, most))


def _know(seat: Seat, numbers: Iterable[int]) -> None:
    for number in numbers:
        seat.known.add(number)
