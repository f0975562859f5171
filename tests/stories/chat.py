"""A person with a phone, without Telegram in between: the real actions on a real SQLite file.

What the outbox holds is shown as the phone would show it: messages in order, edits applied.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel, col, select

from bot.actions import (
    anonymous,
    entering,
    flows,
    helping,
    invitations,
    language,
    pausing,
    progress_card,
    prompting,
    shelf,
    talking,
    today,
    wisdom,
    workshops,
)
from bot.actions.house import House
from bot.actions.tx import HouseRules, Tx
from bot.clock import VirtualClock
from bot.domain.incoming import Incoming, Media, Place, Sender
from bot.domain.programme import read_programme
from storage.engine import open_engine
from storage.tables import Outbox, Person
from tests.stories.programmes import write

COMMANDS: dict[str, Callable[[Tx, Incoming], None]] = {
    "start": entering.start,
    "today": today.show_today,
    "progress": progress_card.show_progress,
    "undo": anonymous.take_back,
    "help": helping.show_help,
    "language": language.choose,
    "pause": pausing.pause,
    "resume": pausing.resume,
    "wisdom": wisdom.begin,
}

#: Day 1 of the workshops.
MONDAY = dt.date(2026, 11, 30)

_numbers = itertools.count(1)


@dataclass
class Bubble:
    """One message as it stands on the phone now."""

    number: int
    text: str
    buttons: list[list[list[str]]]
    kind: str = "text"
    silent: bool = False
    edited: bool = False

    @property
    def labels(self) -> list[str]:
        return [label for row in self.buttons for label, _data in row]


class Village:
    """A house with its clock: what the stories happen in."""

    def __init__(self, folder: Path, start: dt.datetime) -> None:
        self.folder = folder
        self.clock = VirtualClock(start)
        engine = open_engine(f"sqlite:///{folder / 'sala.db'}")
        SQLModel.metadata.create_all(engine)
        self.house = House(engine, self.clock, HouseRules(data=folder, bot_username="sala_bot"))
        self.phones: dict[int, Phone] = {}

    def workshop(self, sheets: Mapping[str, str], first_day: dt.date = MONDAY) -> dict[str, str]:
        """Start a workshop with a programme; gives the invitation code of each role."""
        folder = write(self.folder / f"programme{next(_numbers)}", **sheets)
        programme = read_programme(folder)

        def make(tx: Tx) -> dict[str, str]:
            boss = tx.session.exec(select(Person).where(Person.telegram_id == 1)).first()
            if boss is None:
                boss = Person(
                    telegram_id=1,
                    chat_id=1,
                    call_name="Ploy",
                    zone="Asia/Bangkok",
                    created_at=tx.now,
                    seen_at=tx.now,
                )
                tx.session.add(boss)
                tx.session.flush()
            number = shelf.store(tx, programme)
            workshop = workshops.start(
                tx, boss, programme_id=number, title="Khon Kaen", first_day=first_day, zone="Asia/Bangkok"
            )
            return {role: found.code for role, found in invitations.working(tx, workshop).items()}

        return self.house.do(make)

    def phone(self, number: int, language_code: str = "en") -> Phone:
        made = Phone(self, number, language_code)
        self.phones[number] = made
        return made

    def tick(self) -> None:
        """What the timer and the sender do together."""
        while self.house.do(prompting.release_due):
            pass
        self.house.do(self._deliver)

    def turn_to(self, instant: dt.datetime) -> None:
        """Let time pass, stopping at every instant at which something is due."""
        while True:
            due = self.house.do(prompting.next_due)
            if due is None or due > instant:
                break
            self.clock.turn_to(due)
            self.tick()
        self.clock.turn_to(instant)
        self.tick()

    def turn_by(self, **span: int) -> None:
        self.turn_to(self.clock.now() + dt.timedelta(**span))

    def _deliver(self, tx: Tx) -> None:
        query = select(Outbox).where(Outbox.state == "queued").order_by(col(Outbox.id))
        for row in tx.session.exec(query):
            if row.not_before is not None and row.not_before > tx.now:
                continue
            phone = self.phones.get(row.chat_id)
            row.state, row.sent_at = "sent", tx.now
            if phone is not None:
                phone.show(tx, row)


@dataclass
class Phone:
    """One person's chat with the bot."""

    village: Village
    number: int
    language_code: str = "en"
    bubbles: list[Bubble] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)

    @property
    def last(self) -> Bubble:
        return self.bubbles[-1]

    @property
    def texts(self) -> list[str]:
        return [bubble.text for bubble in self.bubbles]

    def show(self, tx: Tx, row: Outbox) -> None:
        buttons = row.extra.get("buttons", [])
        if row.kind in ("edit", "buttons", "delete"):
            earlier = tx.session.get_one(Outbox, row.edits_id)
            bubble = next(bubble for bubble in self.bubbles if bubble.number == earlier.message_id)
            bubble.buttons = buttons
            if row.kind == "edit":
                assert row.text
                bubble.text, bubble.edited = row.text, True
            return
        if row.kind == "menu":
            return
        assert row.text or row.kind != "text"
        assert len(row.text) <= 4096
        row.message_id = next(_numbers)
        silent = bool(row.extra.get("silent"))
        self.bubbles.append(Bubble(row.message_id, row.text, buttons, row.kind, silent))

    def send(self, text: str) -> int:
        """Send words or a command; gives the number of the message."""
        if text.startswith("/"):
            head, _, rest = text[1:].partition(" ")
            action = COMMANDS.get(head, talking.receive)
            return self._hear(action, text=text, command=head, argument=rest.strip())
        return self._hear(talking.receive, text=text)

    def edit(self, message: int, text: str) -> None:
        self._hear(talking.receive, text=text, edited=True, message_id=message)

    def photo(self, caption: str = "") -> int:
        file = Media("photo", f"photo{next(_numbers)}", "u", "image/jpeg", size=1000)
        return self._hear(talking.receive, media=file, caption=caption)

    def voice(self) -> int:
        file = Media("voice", f"voice{next(_numbers)}", "u", "audio/ogg", size=1000, duration=5)
        return self._hear(talking.receive, media=file)

    def pin(self, latitude: float, longitude: float) -> int:
        return self._hear(talking.receive, place=Place(latitude, longitude))

    def tap(self, label: str, bubble: Bubble | None = None) -> None:
        """Press the button with this label, on the newest message that has it."""
        found = [bubble] if bubble else [each for each in reversed(self.bubbles) if label in each.labels]
        assert found, f"no button {label!r} in {self.last}"
        data = next(d for row in found[0].buttons for text, d in row if text == label)
        self.press(data, found[0].number)

    def press(self, data: str, message: int) -> None:
        """Press a button by its data."""
        self._hear(flows.tap, tap=data, callback_id=f"c{next(_numbers)}", message_id=message)

    def _hear(self, action: Callable[[Tx, Incoming], None], **what: Any) -> int:
        number = int(what.pop("message_id", 0)) or next(_numbers)
        sender = Sender(self.number, f"Person {self.number}", language_code=self.language_code)
        incoming = Incoming(next(_numbers), sender, self.number, number, **what)
        with self.village.house.batch() as toasts:
            self.village.house.hear(action, incoming)
        self.toasts += [toast.text for toast in toasts if toast.text]
        self.village.tick()
        return number


def join(
    phone: Phone, code: str, *, name: str = "Mya", country: str = "Thailand", until: str = "", no: str = ""
) -> None:
    """Join by a link, up to the step ``until``; yes to every layer but those named in ``no``."""
    phone.send(f"/start {code}")
    phone.tap("English")
    phone.send(name)
    phone.tap("Yes")
    if until == "country":
        return
    phone.tap(country)
    if until == "ready":
        return
    phone.tap("Start")
    for layer in ("c0", "c1", "c2", "c3", "c4", "c5", "c6"):
        if until == layer:
            return
        phone.tap("No" if layer in no else "Yes, I am 18 or older" if layer == "c0" else "Yes", phone.last)
