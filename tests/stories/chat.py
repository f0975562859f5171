"""A village of phones around the real bot: over HTTP, on a real SQLite file, with a clock that is turned.

A story says what people send and tap, and looks at what their phones show. After each act the bot has
come to rest.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Mapping
from typing import Any

from PIL import Image
from sqlmodel import select

from bot.actions import invitations, shelf, workshops
from bot.actions.tx import Tx
from bot.clock import VirtualClock
from bot.domain.programme import read_programme
from bot.sandbox.message import ChatMessage
from bot.sandbox.phone import Phone as RoomPhone
from storage.tables import Person
from tests.stories.programmes import write
from tests.support.running import RunningBot

#: Day 1 of the workshops.
MONDAY = dt.date(2026, 11, 30)

#: Account of the facilitator who starts the workshops of a village.
BOSS = 1

_numbers = itertools.count(1)


def picture(size: tuple[int, int] = (64, 48), colour: str = "teal") -> bytes:
    """A small photo."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


#: The beginning of a voice message, as far as anybody looks at it.
SPEECH = b"OggS" + bytes(60)

#: The beginning of a video.
FILM = b"\0\0\0\x18ftypmp42" + bytes(60)


class Village:
    """The bot, its room, and the phones of a story."""

    def __init__(self, bot: RunningBot) -> None:
        self.bot = bot
        self.phones: dict[int, Phone] = {}

    @property
    def clock(self) -> VirtualClock:
        """The clock of room and bot."""
        return self.bot.clock

    async def workshop(
        self,
        sheets: Mapping[str, str],
        first_day: dt.date = MONDAY,
        zone: str = "Asia/Bangkok",
        files: Mapping[str, bytes] | None = None,
    ) -> dict[str, str]:
        """Start a workshop with a programme and files beside it; gives the invitation code of each role."""
        folder = write(self.bot.folder / f"programme{next(_numbers)}", **sheets)
        for name, content in (files or {}).items():
            (folder / name).write_bytes(content)
        programme = read_programme(folder)

        def make(tx: Tx) -> dict[str, str]:
            boss = tx.session.exec(select(Person).where(Person.telegram_id == BOSS)).first()
            if boss is None:
                boss = Person(
                    telegram_id=BOSS,
                    chat_id=BOSS,
                    call_name="Ploy",
                    zone="Asia/Bangkok",
                    created_at=tx.now,
                    seen_at=tx.now,
                )
                tx.session.add(boss)
                tx.session.flush()
            number = shelf.store(tx, programme)
            workshop = workshops.start(
                tx, boss, programme_id=number, title="Khon Kaen", first_day=first_day, zone=zone
            )
            return {role: found.code for role, found in invitations.working(tx, workshop).items()}

        return self.bot.do(make)

    def phone(
        self,
        number: int | None = None,
        language_code: str = "en",
        name: str = "",
        country: str | None = None,
    ) -> Phone:
        """Somebody's phone; the same one when a ``number`` is asked for again."""
        number = number if number is not None else max(self.phones, default=BOSS) + 1
        if number not in self.phones:
            made = self.bot.room.add_phone(
                name=name or f"Person {number}", language_code=language_code, country=country, account=number
            )
            self.phones[number] = Phone(self, made)
        return self.phones[number]

    def boss(self) -> Phone:
        """The phone of the facilitator who started the workshops."""
        return self.phone(BOSS, name="Ploy")

    async def turn_to(self, instant: dt.datetime) -> None:
        """Let time pass; everything that is due on the way happens at its own instant."""
        await self.bot.turn_to(instant)

    async def turn_by(self, **span: float) -> None:
        """Let a span pass: ``turn_by(days=1)``."""
        await self.bot.turn_by(**span)

    def rows(self, table: type[Any], *where: Any) -> list[Any]:
        """Rows of a table, by primary key."""
        return self.bot.rows(table, *where)


class Phone:
    """One person's chat with the bot."""

    def __init__(self, village: Village, phone: RoomPhone) -> None:
        self.village = village
        self.room_phone = phone

    @property
    def number(self) -> int:
        """The account."""
        return self.room_phone.account

    @property
    def bubbles(self) -> list[ChatMessage]:
        """What the bot has said, as it stands now."""
        return [message for message in self.room_phone.messages if message.from_bot]

    @property
    def last(self) -> ChatMessage:
        """The newest message of the bot."""
        return self.bubbles[-1]

    @property
    def texts(self) -> list[str]:
        """The words of all messages of the bot."""
        return [bubble.text for bubble in self.bubbles]

    @property
    def toasts(self) -> list[str]:
        """What button presses were answered with."""
        return [toast["text"] for toast in self.room_phone.toasts]

    @property
    def commands(self) -> list[str]:
        """The names in the menu of commands."""
        return [each["command"] for each in self.room_phone.commands]

    async def send(self, text: str) -> int:
        """Send words or a command; gives the number of the message."""
        return await self._done(await self.room_phone.send_text(text))

    async def edit(self, message: int, text: str) -> None:
        """Change an own message."""
        await self._done(await self.room_phone.edit_text(message, text))

    async def photo(self, caption: str = "") -> int:
        """Send a photo."""
        return await self._done(await self.room_phone.send_photo(picture(), caption))

    async def voice(self, caption: str = "") -> int:
        """Send a voice message."""
        return await self._done(await self.room_phone.send_voice(SPEECH, duration=5, caption=caption))

    async def video(self, caption: str = "") -> int:
        """Send a video."""
        return await self._done(await self.room_phone.send_video(FILM, caption=caption))

    async def document(self, content: bytes, name: str, caption: str = "") -> int:
        """Send a file."""
        return await self._done(await self.room_phone.send_document(content, name, caption))

    async def pin(self, latitude: float, longitude: float) -> int:
        """Send a place."""
        return await self._done(await self.room_phone.send_location(latitude, longitude))

    async def tap(self, label: str, bubble: ChatMessage | None = None) -> None:
        """Press the button with this label, on the newest message that has it."""
        found = [bubble] if bubble else [each for each in reversed(self.bubbles) if label in each.labels]
        assert found, f"no button {label!r}; the last message has {self.last.labels}: {self.last.text}"
        buttons = [button for row in found[0].buttons for button in row if button.text == label]
        assert buttons, f"no button {label!r} on {found[0].text!r}, only {found[0].labels}"
        await self.press(str(buttons[0].data), found[0].message_id)

    async def press(self, data: str, message: int) -> None:
        """Press a button by its data, which may be forged."""
        await self.room_phone.tap(message, data)
        await self.village.bot.settle()

    async def vote(self, *options: int) -> None:
        """Vote in the newest poll, by the numbers of its options from 0; none takes the vote back."""
        polls = [bubble for bubble in self.bubbles if bubble.kind == "poll"]
        await self.room_phone.vote(polls[-1].message_id, options)
        await self.village.bot.settle()

    async def block(self, blocked: bool = True) -> None:
        """Block the bot, or let it in again."""
        await self.room_phone.block(blocked)
        await self.village.bot.settle()

    async def unblock(self) -> None:
        """Let the bot in again, without a word."""
        await self.block(False)

    async def _done(self, message: dict[str, Any]) -> int:
        await self.village.bot.settle()
        return int(message["message_id"])


async def join(
    phone: Phone, code: str, *, name: str = "Mya", country: str = "Thailand", until: str = "", no: str = ""
) -> None:
    """Join by a link, up to the step ``until``; yes to every layer but those named in ``no``."""
    await phone.send(f"/start {code}")
    await phone.tap("English")
    await phone.send(name)
    await phone.tap("Yes")
    if until == "country":
        return
    await phone.tap(country)
    if until == "ready":
        return
    await phone.tap("Start")
    for layer in ("c0", "c1", "c2", "c3", "c4", "c5", "c6"):
        if until == layer:
            return
        yes = "Yes, I am 18 or older" if layer == "c0" else "Yes"
        await phone.tap("No" if layer in no else yes, phone.last)
