"""Texts in which nothing stands, remembered for a while: most cells of a row are asked about again and again.

Only those are kept, in the memory of this process: what may identify a person is looked at anew each time.
"""

from collections.abc import Collection

from theatrum.checks.privacy.judging import Judge

_MOST = 200_000
_LONGEST = 200


class CleanTexts:
    """What a judge has found nothing in, by component and header."""

    def __init__(self) -> None:
        self._known: dict[tuple[Judge, str | None, str], set[str]] = {}
        self._count = 0

    def unknown(self, judge: Judge, component: str | None, header: str, texts: Collection[str]) -> list[str]:
        """Return the texts that have to be looked at."""
        known = self._known.get((judge, component, header))
        return list(texts) if known is None else [text for text in texts if text not in known]

    def add(self, judge: Judge, component: str | None, header: str, texts: Collection[str]) -> None:
        """Remember texts in which nothing stands; long ones are not."""
        fresh = [text for text in texts if len(text) <= _LONGEST][:_MOST]
        if self._count + len(fresh) > _MOST:
            self._known, self._count = {}, 0
        known = self._known.setdefault((judge, component, header), set())
        known.update(fresh)
        self._count += len(fresh)
