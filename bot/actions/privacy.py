"""/privacy: who sees what, and what a person allows. Every choice can be changed, and counts at once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions import consents, flows, need_rows, withdrawing
from bot.actions.asking import ask, settle
from bot.actions.consents import LAYERS, MEDIA_LAYERS, TITLES, granted, newest
from bot.actions.erasing import drop_files
from bot.actions.permissions import May, Refused, require
from bot.actions.scheduling import plan_again
from bot.actions.speaking import local_day, local_moment
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Consent, Conversation, Enrolment, Media, Person

#: What a no to a layer means for the person, after the choice was changed.
_AFTER_NO = {
    "c1": N_("From now on your answers are in no research file."),
    "c2": N_("I still ask you each time before I show something to the group."),
    "c3": N_("I still ask you each time before something may be printed."),
    "c4": N_("I keep no voice messages from now on. You can always write instead."),
    "c5": N_("I keep no photos from now on."),
    "c6": N_("I keep no places from now on."),
    "c7": N_("I do not write to you after the course."),
}


#: Newest readings of reports that are listed.
READINGS = 10


def show_choices(tx: Tx, incoming: Incoming) -> None:
    """/privacy. Somebody who has not finished joining goes on joining, which asks just these things."""
    member = require(tx, incoming, May.TAKE_PART)
    if member.enrolment.state == "joining":
        raise Refused(Said(N_("Please finish joining first: /start goes on where you stopped.")))
    _turn(tx, member.person, member.enrolment, "list")


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step: the choices, one of them with its text, or what to do with files kept so far."""
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    step, _dash, layer = conversation.step.partition("-")
    text, rows = {"list": _list, "one": _one, "files": _files}[step](tx, person, enrolment, layer)
    buttons = [[(label, flows.data("privacy", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons, workshop_id=enrolment.workshop_id)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    settle(tx, person, conversation)
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    step, _dash, layer = conversation.step.partition("-")
    verb, _colon, rest = code.partition("-")
    settle(tx, person, conversation)
    if verb == "close":
        flows.end(tx, person)
    elif step == "list" and verb == "one" and rest in newest(tx, enrolment):
        _turn(tx, person, enrolment, f"one-{rest}")
    elif step == "one" and verb in ("yes", "no"):
        _change(tx, person, enrolment, layer, yes=verb == "yes")
    elif step == "files" and verb == "drop":
        _drop(tx, person, enrolment, layer)
    else:
        _turn(tx, person, enrolment, "list")


def _turn(tx: Tx, person: Person, enrolment: Enrolment, step: str) -> None:
    show(tx, person, tx.turn(person, "privacy", step, {"enrolment": enrolment.id}))


Asked = tuple[str, list[tuple[str, str]]]


def _list(tx: Tx, person: Person, enrolment: Enrolment, _layer: str) -> Asked:
    """Who sees what, and each choice with a button."""
    _ = tx.tongue(person)
    lines = [
        _("<b>Who sees what</b>"),
        _("Your facilitators can read your answers. The group sees only what you share."),
        _("Researchers see a code and not your name. Notes without a name belong to nobody."),
        _("This chat also stays with Telegram, on your phone and on its computers."),
        "",
        _("<b>What you allow</b>"),
        consents.choices_text(tx, enrolment, _, person.zone or tx.rules.zone),
        "",
        *_readings(tx, _, person, enrolment),
        _("Tap one to read it again and to change it. A no changes nothing else for you."),
    ]
    rows = [(f"{_(TITLES.get(code, code))}"[:60], f"one-{code}") for code in sorted(newest(tx, enrolment))]
    return "\n".join(lines), [*rows, (_("Close"), "close")]


def _readings(tx: Tx, _: Tongue, person: Person, enrolment: Enrolment) -> list[str]:
    """Who opened what the person told with /problem, and when: every opening is noted."""
    found = need_rows.openings(tx, enrolment)
    if not found:
        return []
    lines = [_("<b>Who read what you told with /problem</b>")]
    for row, reader in found[:READINGS]:
        name = (reader.call_name if reader else "") or _("somebody who left")
        moment = local_moment(_, row.at, person.zone or tx.rules.zone)
        lines.append("• " + _("Read by {name}: {moment}", name=name, moment=moment))
    return [*lines, ""]


def _one(tx: Tx, person: Person, enrolment: Enrolment, layer: str) -> Asked:
    """One layer: its text, what was chosen and when, and the other choice."""
    _ = tx.tongue(person)
    record = newest(tx, enrolment)[layer]
    text = _(LAYERS[layer].text) if layer in LAYERS else record.text
    day = local_day(_, record.at.astimezone(ZoneInfo(person.zone or tx.rules.zone)).date())
    now = _("Yes") if record.granted else _("No")
    said = _("Your choice since {day}: <b>{choice}</b>", day=day, choice=now)
    other = (_("Change to No"), "no") if record.granted else (_("Change to Yes"), "yes")
    return f"{text}\n\n{said}", [other, (_("Leave it so"), "list")]


def _files(tx: Tx, person: Person, enrolment: Enrolment, layer: str) -> Asked:
    """Whether files that were kept while they were allowed should go too."""
    _ = tx.tongue(person)
    number = len(_kept(tx, enrolment, layer))
    text = _.plural(
        "I have {n} file from before. Should I delete it too?",
        "I have {n} files from before. Should I delete them too?",
        number,
    )
    return text, [(_("Yes, delete"), "drop"), (_("No, keep what is there"), "list")]


def _change(tx: Tx, person: Person, enrolment: Enrolment, layer: str, *, yes: bool) -> None:
    """Record a changed choice, do what it means now, and say so."""
    _ = tx.tongue(person)
    if layer == "c0" and not yes:
        tx.say(person, _("Taking part is what all the rest stands on. You can stop, and choose what I keep."))
        withdrawing.begin(tx, person, enrolment)
        return
    _record(tx, person, enrolment, layer, yes=yes)
    told = _("Thank you. I wrote it down.")
    if not yes and layer in _AFTER_NO:
        told += "\n" + _(_AFTER_NO[layer])
    tx.say(person, told, workshop_id=enrolment.workshop_id)
    plan_again(tx, enrolment)
    if not yes and _kept(tx, enrolment, layer):
        _turn(tx, person, enrolment, f"files-{layer}")
    else:
        _turn(tx, person, enrolment, "list")


def _record(tx: Tx, person: Person, enrolment: Enrolment, layer: str, *, yes: bool) -> Consent:
    if layer in LAYERS:
        return consents.record_asked(tx, enrolment, layer, tx.tongue(person), yes=yes)
    before = newest(tx, enrolment)[layer]
    return consents.record(
        tx,
        enrolment,
        layer,
        yes=yes,
        text=before.text,
        version=before.text_version,
        language=before.language,
    )


def _kept(tx: Tx, enrolment: Enrolment, layer: str) -> list[Media]:
    """Files of the kinds that a layer is about, which are still there."""
    kinds = [kind for kind, needed in MEDIA_LAYERS.items() if needed == layer]
    query = select(Media).where(Media.enrolment_id == enrolment.id, col(Media.kind).in_(kinds))
    return list(tx.session.exec(query.where(col(Media.state).in_(("waiting", "stored")))))


def _drop(tx: Tx, person: Person, enrolment: Enrolment, layer: str) -> None:
    """Delete the files of a layer that was refused, wherever they are used."""
    _ = tx.tongue(person)
    if not granted(tx, enrolment, layer):
        drop_files(tx, enrolment, _kept(tx, enrolment, layer))
        tx.say(person, _("Done. They are deleted."))
    _turn(tx, person, enrolment, "list")
