"""``geotrace`` and ``geoshape``: a line or an area, given as a few places one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forms.typed_places import sent_point, shown
from bot.domain.forms.types.base import TAP_A_BUTTON, Ask, Button, Draft, Reading, Unreadable, Value
from bot.domain.forms.types.choosing import stacked
from bot.domain.forms.types.geopoint import HOW
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said

if TYPE_CHECKING:
    from bot.domain.forms.filling import Filling

#: Most places of one line or area; ODK itself has no limit, a chat is not the place for more.
MOST = 50

DONE, UNDO, ANEW = "done", "undo", "anew"

_NEXT = Said(N_("Send the next place, or tap Done."))
_SAME = Unreadable(Said(N_("This is the same place as the one before, as far as I keep it. Send another.")))
_FULL = Unreadable(Said(N_("These are many places already. Please tap Done.")))
_ANEW = "-"


class Pins:
    """Places in order, each rounded when it is read: at least ``least``; ``closed`` returns to the first.

    The value is ODK's: ``lat lon 0 0; lat lon 0 0``, and of an area the first point once more at its end.
    """

    def __init__(self, kind: str, least: int, *, closed: bool) -> None:
        self.kinds = (kind,)
        self._least = least
        self._closed = closed

    def ask(self, filling: Filling, ref: str, draft: str = "", page: int = 0) -> Ask:
        """The places so far in the text; below them Undo, Start again and Done."""
        points = self._so_far(filling, ref, draft)
        lines = [f"📍 {number}. {shown(point)}" for number, point in enumerate(points, start=1)]
        row = [Button(Said(N_("Undo")), UNDO), Button(Said(N_("Start again")), ANEW)] if points else []
        missing = self._least - len(points)
        if missing <= 0:
            row.append(Button(Said(N_("Done")), DONE))
            told = [_NEXT]
        else:
            told = [HOW, Said(N_("Places that are still needed: {n}"), {"n": missing})]
        return Ask(stacked(told, lines), (tuple(row),) if row else (), frozenset({"tap", "location", "text"}))

    def tap(self, filling: Filling, ref: str, code: str, draft: str) -> Reading:
        """Take back the last place or all of them, or be done."""
        points = self._so_far(filling, ref, draft)
        if code == UNDO and points:
            return Draft(";".join(points[:-1]) or _ANEW)
        if code == ANEW and points:
            return Draft(_ANEW)
        if code == DONE and len(points) >= self._least:
            return Value("; ".join([*points, points[0]] if self._closed else points))
        return TAP_A_BUTTON

    def hear(self, filling: Filling, ref: str, incoming: Incoming, draft: str = "") -> Reading:
        """The next place after those of the draft: a location, or latitude and longitude typed."""
        point = sent_point(incoming)
        if point is None:
            return Unreadable(HOW)
        points = self._so_far(filling, ref, draft)
        if points and points[-1] == point:
            return _SAME
        return _FULL if len(points) >= MOST else Draft(";".join([*points, point]))

    def _so_far(self, filling: Filling, ref: str, draft: str) -> list[str]:
        """The places of the draft; before there is one, those of the present answer."""
        if draft:
            return [] if draft == _ANEW else draft.split(";")
        points = [point.strip() for point in filling.value(ref).split(";") if point.strip()]
        return points[:-1] if self._closed and len(points) > 1 and points[0] == points[-1] else points
