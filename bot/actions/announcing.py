"""/group in the private chat: which groups the workshop has, and an announcement for one of them."""

from __future__ import annotations

from bot.actions import acts, flows, groups
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, Refused, require, require_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Conversation, Person, WorkshopGroup

#: Longest announcement, in characters.
LONGEST = 3000


def begin(tx: Tx, incoming: Incoming) -> None:
    """/group: the groups of the workshop."""
    member = require(tx, incoming, May.MANAGE_GROUP)
    show(tx, member.person, tx.turn(member.person, "group", "list", {"workshop": member.workshop.id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """The groups, the question for the words, or the last yes."""
    data = conversation.data
    member = require_in(tx, person, data["workshop"], May.MANAGE_GROUP)
    _ = tx.tongue(person)
    if conversation.step == "write":
        text = _("Please write what I should post in the group. I show you how it looks first.")
        rows = [(_("Cancel"), "list")]
    elif conversation.step == "check":
        tx.say(person, data["words"])
        text = _("This is how it looks. Post it in “{title}”?", title=_group(tx, member, data["group"]).title)
        rows = [(_("Post it"), "post"), (_("Change"), f"to-{data['group']}"), (_("Cancel"), "list")]
    elif conversation.step == "done":
        text, rows = _("It is posted."), [(_("Take it back"), "undo"), (_("Close"), "close")]
    else:
        found = groups.of_workshop(tx, member.workshop.id or 0)
        lines = [_("<b>Groups of {title}</b>", title=member.workshop.title)]
        lines += [_("• {name}, for everybody", name=group.title) for group in found if _open(group)]
        lines += [_("• {name}, for facilitators", name=group.title) for group in found if not _open(group)]
        if not found:
            lines.append(_("There is none. Bring me into a group, and write /group there."))
        rows = [(_("Post in {name}", name=group.title[:14]), f"to-{group.id}") for group in found]
        rows.append((_("Close"), "close"))
        text = "\n".join(lines)
    buttons = [[(label, flows.data("group", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the words of the announcement."""
    member = require_in(tx, person, conversation.data["workshop"], May.MANAGE_GROUP)
    settle(tx, person, conversation)
    words = incoming.html.strip()
    if conversation.step != "write":
        show(tx, person, conversation)
    elif incoming.media is not None or not 0 < len(words) <= LONGEST:
        tx.say(person, tx.tongue(person)("Please write it as a text of at most {n} characters.", n=LONGEST))
        show(tx, person, conversation)
    else:
        _turn(tx, member, conversation, "check", words=words)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Choose a group, post, take back, go back or close."""
    data = conversation.data
    member = require_in(tx, person, data["workshop"], May.MANAGE_GROUP)
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    if verb == "to" and rest.isdigit():
        _turn(tx, member, conversation, "write", group=_group(tx, member, int(rest)).id)
    elif verb == "post" and conversation.step == "check":
        act = groups.post(tx, member, _group(tx, member, data["group"]), data["words"])
        _turn(tx, member, conversation, "done", act=act.id)
    elif verb == "undo" and conversation.step == "done":
        acts.undo(tx, member, acts.find(tx, data["act"]))
        tx.say(person, tx.tongue(person)("OK, I delete it in the group."))
        flows.end(tx, person)
    elif verb == "list":
        _turn(tx, member, conversation, "list")
    else:
        flows.end(tx, person)


def _open(group: WorkshopGroup) -> bool:
    return group.kind == groups.EVERYBODY


def _group(tx: Tx, member: Member, number: int) -> WorkshopGroup:
    for group in groups.of_workshop(tx, member.workshop.id or 0):
        if group.id == number:
            return group
    raise Refused(Said(N_("This group does not belong to the workshop any more.")))


def _turn(tx: Tx, member: Member, conversation: Conversation, step: str, **more: object) -> None:
    data = {**conversation.data, **more}
    show(tx, member.person, tx.turn(member.person, "group", step, data))
