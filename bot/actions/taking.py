"""Storing an answer, and what the programme wants to happen with it: consent, sharing, no name, deleting."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot.actions import alerting, consents
from bot.actions.answer_rows import Desk, Given, path_of
from bot.actions.wisdom import take_back
from storage.tables import AnonymousNote, Answer, Contribution, Media, Prompt

#: The choice that deletes the photo it is about.
NOT_ASKED = "not_asked"

#: Letters of a receipt code: none that looks like another or like a digit.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"

YES = ("yes", "y", "true", "1", "ok")


@dataclass(frozen=True)
class Taken:
    """What storing an answer led to: words for the person, and a contribution to ask about.

    ``secret`` says that the words hold something that no record may keep; ``stopped`` that the answer was a
    call for safety, after which nothing more is asked.
    """

    lines: tuple[str, ...] = ()
    share: Contribution | None = None
    secret: bool = False
    stopped: bool = False


def take(desk: Desk, prompt: Prompt, ref: str, given: Given, asked_at: dt.datetime | None) -> Taken:
    """Store an answer and do what its row asks for."""
    columns = desk.columns(ref)
    if columns.get("sees") == "anonymous":
        return _take_without_name(desk, prompt, ref, given)
    before = alerting.standing(desk)
    row = desk.keep(ref, prompt, given, asked_at=asked_at)
    lines: list[str] = []
    if columns.get("consent"):
        _record_consent(desk, ref, columns["consent"], given)
    if columns.get("deletes") and given.value == NOT_ASKED:
        lines += _delete_photo(desk, ref, columns["deletes"])
    contribution, new = _contribution(desk, row, given, wanted=_is_yes(columns.get("share", "")))
    if alerting.look(desk, row, before):
        return Taken(tuple(lines), stopped=True)
    return Taken(tuple(lines), contribution if new else None)


def _is_yes(cell: str) -> bool:
    return cell.strip().lower() in YES


def _take_without_name(desk: Desk, prompt: Prompt, ref: str, given: Given) -> Taken:
    """Keep the words apart from the person. Their own row says only that something was given."""
    _ = desk.tx.tongue(desk.person)
    earlier = desk.rows.get(ref)
    if earlier is not None and earlier.state == "withheld":
        return Taken((_("You gave this one already, without a name. It cannot be changed."),))
    code = "".join(secrets.choice(LETTERS) for _letter in range(8))
    desk.tx.session.add(
        AnonymousNote(
            id=secrets.token_hex(16),
            workshop_id=desk.workshop.id or 0,
            question=path_of(ref).rpartition("/")[2],
            day=desk.tx.now.astimezone(ZoneInfo(desk.workshop.zone)).date(),
            value=given.value,
            receipt=receipt_of(code),
        )
    )
    desk.pass_over(ref, prompt, "withheld")
    told = _(
        "I keep it without your name. To take it back, write <code>/undo {code}</code>. "
        "I show this code only once.",
        code=code,
    )
    return Taken((told,), secret=True)


def receipt_of(code: str) -> str:
    """What is stored of a receipt code: its SHA-256, in capitals and without blanks before hashing."""
    return hashlib.sha256("".join(code.split()).upper().encode()).hexdigest()


def _record_consent(desk: Desk, ref: str, layer: str, given: Given) -> None:
    consents.record(
        desk.tx,
        desk.enrolment,
        layer,
        yes=given.value.strip().lower() in YES,
        text=desk.filling.label(ref),
        version=f"{desk.form.id} {desk.form.version}",
        language=desk.person.language,
        way="proxy" if desk.proxied else "programme",
    )


def _delete_photo(desk: Desk, ref: str, name: str) -> list[str]:
    """Delete the photo that was answered to the question ``name`` beside this one, at once."""
    _ = desk.tx.tongue(desk.person)
    beside = f"{ref.rpartition('/')[0]}/{name}"
    found = desk.rows.get(beside) or next((row for row in desk.every if row.name == name), None)
    if found is None or found.media_id is None:
        return []
    media = desk.tx.session.get_one(Media, found.media_id)
    media.state, media.telegram_file_id = "deleted", ""
    for contribution in desk.tx.session.exec(select(Contribution).where(Contribution.media_id == media.id)):
        take_back(desk.tx, contribution)
    desk.take_away(found)
    return [_("Thank you for being careful. I deleted the photo.")]


def _contribution(desk: Desk, row: Answer, given: Given, *, wanted: bool) -> tuple[Contribution | None, bool]:
    """The contribution that an answer is, kept in step with it; and whether it was made just now."""
    query = select(Contribution).where(Contribution.answer_id == row.id, Contribution.state == "kept")
    found = desk.tx.session.exec(query).first()
    if found is None and not wanted:
        return None, False
    new = found is None
    kind = given.way if given.way in ("voice", "photo") else "text"
    contribution = found or Contribution(
        enrolment_id=desk.enrolment.id or 0,
        answer_id=row.id,
        kind=kind,
        language=desk.person.language,
        created_at=desk.tx.now,
    )
    contribution.kind, contribution.media_id = kind, given.media_id
    contribution.text = given.value or given.raw
    contribution.message_id = given.message_id
    if not new:
        contribution.changed_at = desk.tx.now
    desk.tx.session.add(contribution)
    desk.tx.session.flush()
    return contribution, new
