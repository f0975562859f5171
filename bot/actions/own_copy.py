"""The file that /mydata sends: all that somebody gave, to read in a browser and as JSON, with their media."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from bot.actions import consents, earlier, wisdom
from bot.actions.answer_rows import Desk, open_desk
from bot.actions.broadcasts import given as asked
from bot.actions.house import House
from bot.actions.live_rows import in_own_words, live_answers_of
from bot.actions.own_lists import proxy_mark, words_of
from bot.actions.round_rows import REMOVED
from bot.actions.speaking import local_moment
from bot.actions.threads import talk_of
from bot.actions.tx import Tx
from bot.locales import Tongue
from storage.tables import (
    Answer,
    AnswerVersion,
    Consent,
    Enrolment,
    Event,
    Live,
    Media,
    Person,
    Prompt,
    ThreadMessage,
)

#: Telegram takes 50 MB from a bot; what does not fit beside the tables is named and left out.
MOST_MEDIA = 45_000_000

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:45em;margin:2em auto;padding:0 1em;color:#222;background:#fff}"
    "h2{margin-top:2em;border-bottom:1px solid #ccc}dt{margin-top:1em;color:#555}"
    "dd{margin:0;white-space:pre-wrap}small{color:#777}"
)


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Make the zip at delivery; gives its name and its content. Raises ``LookupError`` after a withdrawal."""
    return "my-data.zip", house.read(_pack, int(args["enrolment"]))


def _pack(tx: Tx, enrolment_id: int) -> bytes:
    enrolment = tx.session.get_one(Enrolment, enrolment_id)
    if enrolment.state == "withdrawn":
        raise LookupError("this person has left")
    desk = open_desk(tx, enrolment)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        kept, left_out = _media(desk)
        packed.writestr("my-data.html", _page(desk, left_out))
        packed.writestr("my-data.json", json.dumps(_facts(desk), ensure_ascii=False, indent=1))
        for name, path in kept.items():
            packed.write(path, f"media/{name}", zipfile.ZIP_STORED)
    return buffer.getvalue()


def _media(desk: Desk) -> tuple[dict[str, Path], int]:
    """The files that fit into one message by their names, oldest first, and how many do not fit."""
    answers = [message.media_id for message in talk_of(desk.tx, desk.enrolment)]
    mine = or_(col(Media.enrolment_id) == desk.enrolment.id, col(Media.id).in_(answers))
    query = select(Media).where(mine, Media.state == "stored")
    kept: dict[str, Path] = {}
    size = left_out = 0
    for row in desk.tx.session.exec(query.order_by(col(Media.id))):
        path = desk.tx.rules.data / "media" / row.path
        if size + row.size <= MOST_MEDIA and path.is_file():
            kept[row.path] = path
            size += row.size
        else:
            left_out += 1
    return kept, left_out


def _answers(desk: Desk) -> list[Answer]:
    query = select(Answer).where(Answer.enrolment_id == desk.enrolment.id)
    return list(desk.tx.session.exec(query.order_by(col(Answer.answered_at), col(Answer.id))))


def _facts(desk: Desk) -> dict[str, Any]:
    """Everything that is kept of this person in this workshop, as the tables have it."""
    tx, person, enrolment = desk.tx, desk.person, desk.enrolment
    mine = Answer.enrolment_id == enrolment.id
    versions = select(AnswerVersion).join(Answer, col(Answer.id) == AnswerVersion.answer_id).where(mine)
    consent = select(Consent).where(Consent.enrolment_id == enrolment.id).order_by(col(Consent.id))
    prompts = select(Prompt).where(Prompt.enrolment_id == enrolment.id).order_by(col(Prompt.due_at))
    media = select(Media).where(Media.enrolment_id == enrolment.id, Media.state == "stored")
    return {
        "workshop": desk.workshop.title,
        "person": person.model_dump(mode="json", exclude={"id"}),
        "enrolment": enrolment.model_dump(mode="json", exclude={"id", "person_id"}),
        "consents": [row.model_dump(mode="json") for row in tx.session.exec(consent)],
        "answers": [row.model_dump(mode="json") for row in _answers(desk)],
        "earlier_values": [row.model_dump(mode="json") for row in tx.session.exec(versions)],
        "contributions": [row.model_dump(mode="json") for row in wisdom.contributions_of(tx, enrolment)],
        "prompts": [row.model_dump(mode="json") for row in tx.session.exec(prompts)],
        "talk_with_facilitators": [
            row.model_dump(mode="json", exclude={"author_id", "chat_id", "message_id"})
            for row in talk_of(tx, enrolment)
        ],
        "answers_to_facilitators": [row.model_dump(mode="json") for row in asked.answers_of(tx, enrolment)],
        "answers_to_the_room": [row.model_dump(mode="json") for row in live_answers_of(tx, enrolment)],
        "media": {str(row.id): row.path for row in tx.session.exec(media)},
    }


def _page(desk: Desk, left_out: int) -> str:
    """One page that opens in any browser, without anything from elsewhere."""
    _ = desk.tx.tongue(desk.person)
    title = _("Your data in “{title}”", title=desk.workshop.title)
    zone = desk.person.zone or desk.workshop.zone
    body = [f"<h1>{title}</h1>", f"<p>{html.escape(desk.person.call_name)}</p>"]
    if left_out:
        body.append(
            "<p>"
            + _.plural(
                "{n} photo or voice message is too large to be in this file. "
                "Your facilitator can give it to you.",
                "{n} photos and voice messages are too large to be in this file. "
                "Your facilitator can give them to you.",
                left_out,
            )
            + "</p>"
        )
    body += [
        f"<h2>{_('What you allow')}</h2>",
        f"<p>{_lines(consents.choices_text(desk.tx, desk.enrolment, _, zone))}</p>",
    ]
    body += _answers_html(desk, _)
    body += _shared_html(desk, _)
    body += _live_html(desk, _)
    body += _talk_html(desk, _)
    body += _asked_html(desk, _)
    return (
        f'<!doctype html><html lang="{_.language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{_STYLE}</style>{''.join(body)}</html>"
    )


def _answers_html(desk: Desk, _: Tongue) -> Iterator[str]:
    given = [answer for answer in _answers(desk) if answer.state in ("answered", "skipped", REMOVED)]
    for title, answers in groupby(given, key=lambda answer: earlier.title_of_activity(desk, answer)):
        yield f"<h2>{html.escape(title)}</h2><dl>"
        for answer in answers:
            when = local_moment(
                _, answer.edited_at or answer.answered_at, desk.person.zone or desk.workshop.zone
            )
            yield f"<dt>{html.escape(earlier.question_of(desk, answer))} <small>{when}</small></dt>"
            gone = f" <small>({_('removed')})</small>" if answer.state == REMOVED else ""
            if answer.entered_by is not None:
                gone += f" <small>({proxy_mark(desk, answer)})</small>"
            yield f"<dd>{html.escape(words_of(desk, answer))}{gone}{_file_link(desk, answer.media_id)}</dd>"
        yield "</dl>"


def _shared_html(desk: Desk, _: Tongue) -> Iterator[str]:
    found = wisdom.contributions_of(desk.tx, desk.enrolment)
    if not found:
        return
    yield f"<h2>{_('What I share')}</h2><dl>"
    for item in found:
        yield f"<dt>{html.escape(html.unescape(wisdom.sharing_words(_, item)))}</dt>"
        yield f"<dd>{html.escape(item.text)}{_file_link(desk, item.media_id)}</dd>"
    yield "</dl>"


def _asked_html(desk: Desk, _: Tongue) -> Iterator[str]:
    found = list(asked.in_words(desk.tx, desk.enrolment))
    if not found:
        return
    yield f"<h2>{_('What your facilitators asked')}</h2><dl>"
    for question, answer in found:
        yield f"<dt>{html.escape(question)}</dt><dd>{html.escape(answer)}</dd>"
    yield "</dl>"


def _live_html(desk: Desk, _: Tongue) -> Iterator[str]:
    found = live_answers_of(desk.tx, desk.enrolment)
    if not found:
        return
    yield f"<h2>{_('Questions for the room')}</h2><dl>"
    for answer in found:
        live = desk.tx.session.get_one(Live, answer.live_id)
        yield f"<dt>{html.escape(live.question)}</dt><dd>{html.escape(in_own_words(live, answer))}</dd>"
    yield "</dl>"


def _talk_html(desk: Desk, _: Tongue) -> Iterator[str]:
    found = talk_of(desk.tx, desk.enrolment)
    if not found:
        return
    yield f"<h2>{_('What I and my facilitators wrote to each other')}</h2><dl>"
    for message in found:
        author = desk.tx.session.get(Person, message.author_id) if message.author_id else desk.person
        who = (author.call_name if author else "") or _("A facilitator")
        when = local_moment(_, message.at, desk.person.zone or desk.workshop.zone)
        words = html.escape(html.unescape(re.sub(r"<[^>]+>", "", message.text)))
        yield f"<dt>{html.escape(who)} <small>{when}</small></dt>"
        yield f"<dd>{words}{_file_link(desk, message.media_id)}</dd>"
        for event, reader in _readings(desk, message):
            who = reader.call_name or _("A facilitator")
            when = local_moment(_, event.at, desk.person.zone or desk.workshop.zone)
            yield f"<dd><small>{_('Opened by {name}, {when}', name=who, when=when)}</small></dd>"
    yield "</dl>"


def _readings(desk: Desk, message: ThreadMessage) -> list[tuple[Event, Person]]:
    """Who opened a message that is shown to facilitators only when they ask for it."""
    query = select(Event, Person).where(Event.actor_id == Person.id, Event.kind == "thread_read")
    mine = query.where(Event.enrolment_id == desk.enrolment.id).order_by(col(Event.id))
    return [
        (event, reader)
        for event, reader in desk.tx.session.exec(mine)
        if event.details.get("message") == message.id
    ]


def _file_link(desk: Desk, media_id: int | None) -> str:
    row = desk.tx.session.get(Media, media_id) if media_id is not None else None
    if row is None or not row.path:
        return ""
    name = html.escape(row.path)
    return f' <a href="media/{name}">{name}</a>'


def _lines(text: str) -> str:
    return text.replace("\n", "<br>")
