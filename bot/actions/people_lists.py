"""A list of people that a facilitator sends: read when it has come, looked at, and made into invitations.

Each person gets a link of their own that works once. The names are there to be printed on cards and to be
offered when the person joins; they are deleted as soon as they were used, when the workshop is archived, and
after :data:`KEPT` in any case.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePath

from babel import Locale
from sqlalchemy import update
from sqlmodel import col, func, select

from bot.actions import acts, flows, invitations, uploads
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, Refused, require_in
from bot.actions.places import country_name, country_typed
from bot.actions.roster import ROLE_WORDS
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.people_list import Listed, Mistake, read_people
from bot.domain.said import N_, Said
from bot.domain.spreadsheets import ENDINGS, Unreadable, read_table
from bot.locales import LANGUAGES, Safe, Tongue
from storage.tables import Act, Cluster, Conversation, Invitation, Media, PeopleList, Person, Workshop

#: How long a name waits for its person.
KEPT = dt.timedelta(days=90)

#: Most cards in one file.
MOST_CARDS = 200

#: Mistakes and clusters that are named one by one.
MOST_NAMED = 12


@dataclass(frozen=True)
class Waiting:
    """A list whose file has come (``path``), or will never come (None)."""

    id: int
    path: Path | None
    name: str


@dataclass(frozen=True)
class Found:
    """What is in a file: people and mistakes, or why it cannot be read."""

    people: tuple[Listed, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    refused: Said | None = None


def expect(tx: Tx, member: Member, incoming: Incoming) -> bool:
    """Write down that a list is on its way; False when the message carries no table."""
    media = incoming.media
    _ = tx.tongue(member.person)
    if media is None or not media.file_name.lower().endswith(ENDINGS):
        tx.say(member.person, _("Please send the list as a file: XLSX, ODS or CSV."))
        return False
    uploads.refuse_too_large(incoming)
    row, name = uploads.wait_for(tx, incoming)
    waiting = PeopleList(
        workshop_id=member.workshop.id or 0,
        person_id=member.person.id or 0,
        file_name=name,
        media_id=row.id,
        created_at=tx.now,
    )
    tx.session.add(waiting)
    tx.say(member.person, _("Thank you. I read it now."))
    return True


def arrived(tx: Tx) -> list[Waiting]:
    """The lists whose files have come, or never will, and that were not looked at yet."""
    query = (
        select(PeopleList, Media)
        .where(PeopleList.media_id == Media.id, PeopleList.state == "waiting", col(Media.state) != "waiting")
        .order_by(col(PeopleList.id))
    )
    folder = tx.rules.data / "media"
    return [
        Waiting(row.id or 0, folder / media.path if media.state == "stored" else None, row.file_name)
        for row, media in tx.session.exec(query)
    ]


def read(waiting: Waiting) -> Found:
    """Read a list. For a thread: needs no database."""
    if waiting.path is None or not waiting.path.is_file():
        return Found(refused=Said(N_("I could not get this file from Telegram. Please send it again.")))
    try:
        lines = read_table(waiting.path, PurePath(waiting.name).suffix)
        people, mistakes = read_people(lines, _country, _language)
    except Unreadable as unreadable:
        return Found(refused=unreadable.said)
    return Found(tuple(people), tuple(mistakes))


def look_at(tx: Tx, number: int, found: Found) -> None:
    """Keep what was read and show it to the facilitator who sent it; the file itself leaves the disk.

    When they may not invite any more, nothing is kept.
    """
    waiting = tx.session.get_one(PeopleList, number)
    media = tx.session.get(Media, waiting.media_id) if waiting.media_id else None
    if media is not None:
        media.state, media.telegram_file_id, media.sha256 = "deleted", "", ""
    person = tx.session.get_one(Person, waiting.person_id)
    try:
        require_in(tx, person, waiting.workshop_id, May.INVITE)
    except Refused:
        _forget(waiting, "cancelled")
        return
    _ = tx.tongue(person)
    if found.refused is not None or not found.people:
        waiting.state = "refused"
        tx.say(person, _("I cannot use “{file}”.", file=waiting.file_name) + "\n" + _why(_, found))
        return
    waiting.state, waiting.people = "offered", [one.stored() for one in found.people]
    mistakes = [(one.row, _.said(one.said)) for one in found.mistakes]
    data = {"workshop": waiting.workshop_id, "list": waiting.id, "mistakes": mistakes}
    show(tx, person, tx.turn(person, "list", "check", data))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say what the list holds, and ask for the yes."""
    member = require_in(tx, person, conversation.data["workshop"], May.INVITE)
    waiting = tx.session.get_one(PeopleList, conversation.data["list"])
    _ = tx.tongue(person)
    buttons = [
        [(_("Invite them"), flows.data("list", conversation, "yes"))],
        [(_("Cancel"), flows.data("list", conversation, "no"))],
    ]
    ask(tx, person, conversation, _preview(tx, _, member, waiting, conversation.data["mistakes"]), buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a corrected list instead of this one; words are no choice here."""
    member = require_in(tx, person, conversation.data["workshop"], May.INVITE)
    if incoming.media is None:
        show(tx, person, conversation)
    elif expect(tx, member, incoming):
        settle(tx, person, conversation)
        _forget(tx.session.get_one(PeopleList, conversation.data["list"]), "replaced")
        flows.end(tx, person)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take the yes or the no."""
    member = require_in(tx, person, conversation.data["workshop"], May.INVITE)
    waiting = tx.session.get_one(PeopleList, conversation.data["list"])
    settle(tx, person, conversation)
    _ = tx.tongue(person)
    if code == "yes" and waiting.state == "offered":
        made = _invite(tx, member, waiting)
        tx.say(person, _.plural("{n} invitation is ready.", "{n} invitations are ready.", made))
        send_cards(tx, member)
    else:
        tx.say(person, _("OK, nobody was invited."))
    _forget(waiting, "accepted" if code == "yes" else "cancelled")
    flows.end(tx, person)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    made = len(act.before["codes"])
    return _.plural("A list with {n} person was invited", "A list with {n} people was invited", made)


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Stop the invitations that nobody has used yet. Raises :class:`Refused` when all were used."""
    unused = select(Invitation).where(col(Invitation.code).in_(act.before["codes"]), Invitation.uses == 0)
    found = list(tx.session.exec(unused))
    if not found:
        raise Refused(Said(N_("All of them have joined already.")))
    for invitation in found:
        invitation.revoked_at, invitation.name, invitation.list_key = tx.now, "", None


def forget_names(tx: Tx, workshop_id: int | None = None) -> None:
    """Delete the names of invitations of an archived workshop; without one, all that waited too long."""
    for table, emptied in ((Invitation, {"name": "", "list_key": None}), (PeopleList, {"people": []})):
        old = col(table.created_at) < tx.now - KEPT
        which = old if workshop_id is None else col(table.workshop_id) == workshop_id
        tx.session.execute(update(table).where(which).values(**emptied))


def _invite(tx: Tx, member: Member, waiting: PeopleList) -> int:
    """An invitation for everybody who has none of this workshop; gives how many are new."""
    clusters = {cluster.name.casefold(): cluster for cluster in _clusters(tx, member.workshop)}
    codes, made = [], 0
    for told in waiting.people:
        person = Listed(**told)
        key = _key(member.workshop, person)
        if _known(tx, member.workshop, key):
            continue
        if person.cluster and person.cluster.casefold() not in clusters:
            cluster = Cluster(workshop_id=member.workshop.id or 0, name=person.cluster, created_at=tx.now)
            tx.session.add(cluster)
            tx.session.flush()
            clusters[person.cluster.casefold()] = cluster
        invitation = invitations.make(tx, member.workshop, person.role, member.person)
        invitation.max_uses, invitation.name, invitation.list_key = 1, person.name, key
        invitation.country, invitation.language = person.country, person.language
        if person.cluster:
            invitation.cluster_id = clusters[person.cluster.casefold()].id
        codes.append(invitation.code)
        made += 1
    acts.record(tx, member, "list_invited", {}, {"codes": codes})
    return made


def _known(tx: Tx, workshop: Workshop, key: str) -> bool:
    query = select(Invitation.code).where(Invitation.workshop_id == workshop.id, Invitation.list_key == key)
    return tx.session.exec(query).first() is not None


def _key(workshop: Workshop, person: Listed) -> str:
    """By which the same row of the same list is known again, without its name standing anywhere."""
    told = "\n".join((str(workshop.id), person.name.casefold(), person.role, person.country, person.cluster))
    return hashlib.sha256(told.encode()).hexdigest()


def _clusters(tx: Tx, workshop: Workshop) -> list[Cluster]:
    return list(tx.session.exec(select(Cluster).where(Cluster.workshop_id == workshop.id)))


def _preview(tx: Tx, _: Tongue, member: Member, waiting: PeopleList, mistakes: list[tuple[int, str]]) -> str:
    people = [Listed(**told) for told in waiting.people]
    again = sum(_known(tx, member.workshop, _key(member.workshop, one)) for one in people)
    lines = [_("<b>{file}</b> for {title}", file=waiting.file_name, title=member.workshop.title)]
    for role, words in ROLE_WORDS.items():
        if count := sum(one.role == role for one in people):
            lines.append(f"{_(words)}: {count}")
    countries = sorted({one.country for one in people if one.country})
    if countries:
        names = ", ".join(country_name(code, _.locale) for code in countries)
        lines.append(_("Countries: {names}", names=names))
    present = {cluster.name.casefold() for cluster in _clusters(tx, member.workshop)}
    new = sorted({one.cluster for one in people if one.cluster and one.cluster.casefold() not in present})
    if new:
        lines.append(_("New clusters: {names}", names=", ".join(new[:MOST_NAMED])))
    if again:
        lines.append(
            _.plural("{n} of them has an invitation already.", "{n} of them have invitations already.", again)
        )
    if mistakes:
        lines += ["", _.plural("{n} row is left out:", "{n} rows are left out:", len(mistakes))]
        lines += [_row(_, row, said) for row, said in mistakes[:MOST_NAMED]]
        lines.append(_("To mend them, send the file again."))
    return "\n".join(lines)


def _row(_: Tongue, row: int, said: str) -> str:
    return _("Row {row}: {said}", row=row, said=Safe(said))


def _why(_: Tongue, found: Found) -> str:
    if found.refused is not None:
        return _.said(found.refused)
    return "\n".join(_row(_, one.row, _.said(one.said)) for one in found.mistakes[:MOST_NAMED])


def _forget(waiting: PeopleList, state: str) -> None:
    waiting.state, waiting.people = state, []


def _country(written: str) -> str:
    return next((code for name in LANGUAGES if (code := country_typed(written, Locale.parse(name)))), "")


def _language(written: str) -> str:
    """The code of one of the interface's languages, written as its code or its name in any of them."""
    plain = written.casefold()
    for code, own in LANGUAGES.items():
        names = {code, own.casefold()}
        names |= {Locale.parse(name).languages.get(code, code).casefold() for name in LANGUAGES}
        if plain in names:
            return code
    return ""


def send_cards(tx: Tx, member: Member) -> None:
    """Send a PDF: one card for each personal invitation that waits, or for each role without any.

    More than :data:`MOST_CARDS` go in several files.
    """
    _ = tx.tongue(member.person)
    waiting = select(func.count()).where(
        Invitation.workshop_id == member.workshop.id,
        Invitation.name != "",
        col(Invitation.revoked_at).is_(None),
    )
    for start in range(0, max(tx.session.exec(waiting).one(), 1), MOST_CARDS):
        args = {"workshop": member.workshop.id, "language": member.person.language, "start": start}
        tx.say(
            member.person,
            _("Print these cards, cut along the lines, and hand them out."),
            kind="document",
            attach={"make": "cards", "args": args},
            workshop_id=member.workshop.id,
        )
