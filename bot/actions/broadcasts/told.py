"""Broadcasts in words: when they go out, what was done with them; and taking that back."""

from __future__ import annotations

import html
import re

from bot.actions.broadcasts import audiences, changing, contents, releasing
from bot.actions.broadcasts.kinds import Content
from bot.actions.permissions import Member, Refused
from bot.actions.speaking import local_day
from bot.actions.tx import Tx
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Broadcast, Workshop

#: Acts of broadcasts, and their sentences.
_SENTENCES = {
    "broadcast_sent": N_("A message was sent: {audience}"),
    "broadcast_planned": N_("A message was planned: {audience}"),
    "broadcast_cancelled": N_("A planned message was cancelled: {audience}"),
    "broadcast_edited": N_("A message was changed after sending: {audience}"),
    "broadcast_recalled": N_("A message was taken back: {audience}"),
    "broadcast_closed": N_("A question was closed: {audience}"),
}

GONE_OUT = Said(N_("It went out already. /broadcasts can change it or take it back."))


def when(_: Tongue, broadcast: Broadcast) -> str:
    """When it goes out, for one with a local time."""
    if broadcast.day is None:
        return ""
    values = {"day": local_day(_, broadcast.day), "time": broadcast.time}
    if broadcast.every and broadcast.until is not None:
        values["until"] = local_day(_, broadcast.until)
        if broadcast.every == "daily":
            return _("Every day from {day} to {until}, {time} on each person's own clock.", **values)
        return _("Every week from {day} to {until}, {time} on each person's own clock.", **values)
    return _("It goes out on {day}, {time} on each person's own clock.", **values)


def audience_of(tx: Tx, _: Tongue, broadcast: Broadcast) -> str:
    """Whom it is for, as plain text."""
    workshop = tx.session.get_one(Workshop, broadcast.workshop_id)
    return audiences.of(broadcast.audience).label(tx, _, workshop, broadcast.target)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    broadcast = tx.session.get_one(Broadcast, act.details["broadcast"])
    return _(_SENTENCES[act.kind], audience=audience_of(tx, _, broadcast))


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Take back what has not gone out, plan again what was cancelled, put back the words before a change."""
    broadcast = tx.session.get_one(Broadcast, act.details["broadcast"])
    if act.kind in ("broadcast_sent", "broadcast_planned"):
        cancel(tx, broadcast)
    elif act.kind == "broadcast_cancelled" and broadcast.state == "cancelled":
        releasing.plan(tx, broadcast)
    elif act.kind == "broadcast_closed" and broadcast.kind != "poll":
        changing.reopen(tx, broadcast)
    elif act.kind == "broadcast_edited" and broadcast.state in ("sending", "done"):
        before, language = act.before, act.before["language"]
        kept = contents.content_of(broadcast, language)
        contents.keep_version(broadcast, language, Content(before["text"], kept.media_id, before["details"]))
        changing.rewrite(tx, broadcast, language)
    else:
        raise Refused(Said(N_("This cannot be taken back.")))


def cancel(tx: Tx, broadcast: Broadcast) -> None:
    """Stop one that has not gone out yet. Raises :class:`Refused` when it has."""
    if broadcast.state not in releasing.TO_COME:
        raise Refused(GONE_OUT)
    broadcast.state, broadcast.next_due_at = "cancelled", None
    releasing.unsay(tx, broadcast)


def snippet(broadcast: Broadcast, most: int = 40) -> str:
    """The beginning of its words, as plain text on one line."""
    return plain(broadcast.text, most) or broadcast.kind


def plain(text: str, most: int) -> str:
    """The beginning of a text without formatting."""
    bare = " ".join(html.unescape(re.sub(r"<[^<>]*>", "", text)).split())
    return bare if len(bare) <= most else bare[: most - 1].rstrip() + "…"
