"""Consent, layer by layer: the texts, the records, and the one question "is this allowed?".

A record is the layer, yes or no, the text as the person read it, its version, the language, the way
and the moment. Records are only ever added; the newest of a layer counts. No record means no.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions.speaking import local_day
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Consent, Enrolment


@dataclass(frozen=True)
class Layer:
    """One thing that people allow or refuse. ``version`` changes whenever ``text`` does."""

    code: str
    title: str
    text: str
    version: str = "1"


#: What is asked at joining, in this order: section 4.2 of the course's method file, word for word.
#: The seventh later layer (c7, writing after the course) is asked by the programme itself.
LAYERS: dict[str, Layer] = {
    layer.code: layer
    for layer in (
        Layer(
            "c0",
            N_("Take part in the course"),
            N_(
                "Do you want to take part in the course on this phone? You can stop any day. "
                "The course is for people of 18 years or older."
            ),
        ),
        Layer(
            "c1",
            N_("Research, without my name"),
            N_(
                "May we study your answers, without your name? "
                "In a group of twelve, people who know you may still guess."
            ),
        ),
        Layer(
            "c2",
            N_("Share ideas with the group"),
            N_("When you send an idea, may the group see it? I ask again each time."),
        ),
        Layer(
            "c3",
            N_("Print my words"),
            N_(
                "May your words be printed in a report? "
                "I ask again for every text, with or without your name."
            ),
        ),
        Layer(
            "c4",
            N_("Keep voice messages"),
            N_("May we keep your voice messages and write them down? You can always write instead."),
        ),
        Layer(
            "c5",
            N_("Keep photos"),
            N_("May we keep your photos? Please only things, or people who said yes."),
        ),
        Layer(
            "c6",
            N_("Keep my area"),
            N_("May we keep the area where you are? Never the exact point."),
        ),
    )
}

#: Titles of every layer, also of those that a programme asks.
TITLES: dict[str, str] = {code: layer.title for code, layer in LAYERS.items()} | {
    "c7": N_("Messages after the course"),
}

#: Layer that keeping a kind of file needs. A place is not a file; it needs ``c6``.
MEDIA_LAYERS: dict[str, str] = {"photo": "c5", "video": "c5", "document": "c5", "voice": "c4", "audio": "c4"}


def newest(tx: Tx, enrolment: Enrolment) -> dict[str, Consent]:
    """The record that counts for each layer that was ever answered."""
    query = select(Consent).where(Consent.enrolment_id == enrolment.id).order_by(col(Consent.id))
    return {consent.layer: consent for consent in tx.session.exec(query)}


def granted(tx: Tx, enrolment: Enrolment, layer: str) -> bool:
    """Whether the person said yes to this layer and did not take it back. Unanswered is no."""
    query = (
        select(Consent.granted)
        .where(Consent.enrolment_id == enrolment.id, Consent.layer == layer.strip().lower())
        .order_by(col(Consent.id).desc())
        .limit(1)
    )
    return tx.session.exec(query).first() is True


def all_granted(tx: Tx, enrolment: Enrolment, layers: Iterable[str]) -> bool:
    """Whether every one of these layers is granted. No layer at all needs no consent."""
    return all(granted(tx, enrolment, layer) for layer in layers)


def record(
    tx: Tx,
    enrolment: Enrolment,
    layer: str,
    *,
    yes: bool,
    text: str,
    version: str,
    language: str,
    way: str = "tap",
) -> Consent:
    """Add a record. ``text`` is what the person read, in the language in which they read it."""
    made = Consent(
        enrolment_id=enrolment.id or 0,
        layer=layer.strip().lower(),
        granted=yes,
        text=text,
        text_version=version,
        language=language,
        way=way,
        at=tx.now,
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def record_asked(
    tx: Tx, enrolment: Enrolment, layer: str, _: Tongue, *, yes: bool, way: str = "tap"
) -> Consent:
    """Add a record for one of :data:`LAYERS`, whose text was read in the language of ``_``."""
    known = LAYERS[layer]
    return record(
        tx,
        enrolment,
        layer,
        yes=yes,
        text=str(_(known.text)),
        version=known.version,
        language=_.language,
        way=way,
    )


def unanswered(tx: Tx, enrolment: Enrolment) -> list[str]:
    """Layers of joining that are to be asked: never answered, or the text changed, or C0 was refused."""
    answered = newest(tx, enrolment)
    return [
        code
        for code, layer in LAYERS.items()
        if code not in answered
        or answered[code].text_version != layer.version
        or (code == "c0" and not answered[code].granted)
    ]


def choices_text(tx: Tx, enrolment: Enrolment, _: Tongue, zone: str = "") -> str:
    """The person's choices, one line a layer, as Telegram HTML; with ``zone``, also the day of each."""
    lines = []
    for code, consent in sorted(newest(tx, enrolment).items()):
        mark = "✅" if consent.granted else "▫️"
        word = _("Yes") if consent.granted else _("No")
        since = f" · {local_day(_, consent.at.astimezone(ZoneInfo(zone)).date())}" if zone else ""
        lines.append(f"{mark} {_(TITLES.get(code, code))}: <b>{word}</b>{since}")
    return "\n".join(lines)
