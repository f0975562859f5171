"""The last look: the message as its readers will see it, how many they are, and everything else to choose."""

from __future__ import annotations

from bot.actions import acts, flows, receipts
from bot.actions.asking import settle
from bot.actions.broadcasts import contents, releasing, told
from bot.actions.broadcasts.audiences.base import CANNOT
from bot.actions.broadcasts.kinds import of as kind_of
from bot.actions.broadcasts.steps.common import Asked, draft, go
from bot.actions.permissions import Member, Refused, require_running
from bot.actions.recipients import Recipients, recipients
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import Tongue
from storage.tables import Broadcast, Conversation

#: Hours that it may wait for people in the middle of an activity; a tap goes from one to the next.
BUSY = (0, 1, 3, 12)


def preview(
    tx: Tx, member: Member, made: Broadcast, label: str, conversation: Conversation, language: str = ""
) -> None:
    """Say the message once in each language (or in one), then ask for the last yes."""
    settle(tx, member.person, conversation, label)
    for each in [language] if language else contents.languages_of(made):
        contents.say(tx, made, member.person, each)
    go(tx, member, conversation, "check")


def show(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    """How many get it and when, with what can still be changed."""
    _ = tx.tongue(member.person)
    made = draft(tx, conversation)
    to = recipients(tx, member.workshop, made)
    lines = [_("This is how it looks."), *_numbers(_, made, to)]
    if made.versions:
        names = ", ".join(map(contents.language_name, contents.languages_of(made)))
        lines.append(
            _(
                "Languages: {names}. Others read {name}.",
                names=names,
                name=contents.language_name(made.language),
            )
        )
    if made.day is not None:
        lines.append(told.when(_, made))
    rows = [(_("Send"), "send")]
    if to.asleep and not made.wake:
        rows.append((_("Send to all now anyway"), "wake"))
    rows.append((_("When: later …") if made.day is None else _("When: change …"), "when"))
    if made.kind != "location":
        rows.append((_("Another language"), "language"))
    if not kind_of(made.kind).collects:
        rows.append((_("Without a button") if made.wants_tap else _("With a 👍 button"), "tap"))
    rows.append((_busy_label(_, made), "busy"))
    return "\n".join(lines), [*rows, (_("Change"), "change"), (_("Cancel"), "cancel")]


def _numbers(_: Tongue, made: Broadcast, to: Recipients) -> list[str]:
    lines = [receipts.people_of(_, made.audience, len(to.people))]
    if made.audience == "matching":
        return lines
    if to.asleep:
        lines.append(receipts.till_morning(_, len(to.asleep)))
    if to.unreachable:
        lines.append(
            _.plural("{n} person cannot be reached.", "{n} people cannot be reached.", len(to.unreachable))
        )
    if made.busy_hours and to.busy and made.day is None:
        lines.append(
            _.plural(
                "{n} of them is in the middle of an activity and gets it afterwards.",
                "{n} of them are in the middle of an activity and get it afterwards.",
                len(to.busy),
            )
        )
    return lines


def _busy_label(_: Tongue, made: Broadcast) -> str:
    if not made.busy_hours:
        return _("Busy people: at once")
    return _.plural("Busy: wait {n} hour", "Busy: wait {n} hours", made.busy_hours)


def receive(tx: Tx, member: Member, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here."""
    raise Refused(CANNOT)


def tap(tx: Tx, member: Member, conversation: Conversation, code: str) -> None:
    """Take a button: send, when, languages, the button below it, busy people, change."""
    made = draft(tx, conversation)
    _ = tx.tongue(member.person)
    if code in ("send", "wake"):
        _send(tx, member, conversation, wake=code == "wake" or made.wake)
    elif code == "when":
        go(tx, member, conversation, "day")
    elif code == "language" and made.kind != "location":
        go(tx, member, conversation, "language")
    elif code == "tap" and not kind_of(made.kind).collects:
        made.wants_tap = not made.wants_tap
        preview(tx, member, made, "", conversation)
    elif code == "busy":
        made.busy_hours = BUSY[(BUSY.index(made.busy_hours) + 1) % len(BUSY)]
        go(tx, member, conversation, "check")
    elif code == "change":
        made.state = "cancelled"
        settle(tx, member.person, conversation)
        tx.turn(member.person, "broadcast", "write", {"workshop": member.workshop.id})
        flows.show_present(tx, member.person)


def _send(tx: Tx, member: Member, conversation: Conversation, *, wake: bool) -> None:
    """Let it go: after ten seconds, or at its time. Until then it can be taken back."""
    require_running(member)
    _ = tx.tongue(member.person)
    made = draft(tx, conversation)
    made.wake = wake
    to = recipients(tx, member.workshop, made)
    settle(tx, member.person, conversation)
    made.confirmed_at, made.recipients = tx.now, len(to.people)
    releasing.plan(tx, made)
    kind = "broadcast_sent" if made.day is None else "broadcast_planned"
    act = acts.record(tx, member, kind, {"broadcast": made.id, "audience": made.audience})
    made.details = {**made.details, "act": act.id}
    tx.note(
        "broadcast",
        actor=member.person,
        workshop_id=made.workshop_id,
        broadcast=made.id,
        audience=made.audience,
        woke=wake,
    )
    lines = [_("It goes out in ten seconds.") if made.day is None else told.when(_, made)]
    receipts.announce(tx, member.person, made, "\n".join([*lines, *_numbers(_, made, to)]), undo=True)
    flows.end(tx, member.person)
