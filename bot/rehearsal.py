"""A rehearsal: the real bot in a room of its own, with phones on the table and a clock that can be turned.

Everything of it is in one data folder: the bot's database and media as always, and ``room/`` beside them
with the phones. That folder is the mark by which a rehearsal is told from a real workshop.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.actions import invitations, shelf
from bot.actions.tx import Tx
from bot.app import App, build
from bot.clock import VirtualClock
from bot.domain.forms.beside import find
from bot.domain.programme import open_programme
from bot.sandbox.cohort import Cohort, Progress
from bot.sandbox.page import Page
from bot.sandbox.phone import Phone
from bot.sandbox.room import Room
from bot.sandbox.store import Store
from bot.settings import Settings
from storage.tables import Prompt, Workshop

#: The room's own token. It opens nothing outside of the room.
TOKEN = "700000001:AArehearsalRoomOnThisMachineOnly"  # noqa: S105 -- it opens only the room

#: Account of the facilitator who starts the first workshop.
FACILITATOR = 800_000_001

#: Limits that let a turned clock send at once what a day brings.
_FAST = {"per_second": 5000, "per_chat": 5000, "burst": 5000, "per_group_minute": 5000, "retry_first": 0.1}

#: The phones on the table at first: name, role, country.
PHONES = (
    ("Noy", "trainee", "LA"),
    ("Thida", "leader", "MM"),
    ("Sokha", "trainee", "KH"),
    ("Linh", "trainee", "VN"),
    ("Somchai", "trainee", "TH"),
    ("Ploy", "facilitator", "TH"),
    ("Mali", "researcher", "TH"),
)

#: How many due instants one turn to the next prompt passes at most: reminders and closings say nothing.
_MOST_STEPS = 500

#: How long after the last day the follow-ups go on.
FOLLOW_UP = dt.timedelta(days=200)


class NotARehearsal(Exception):
    """The data folder holds a real workshop; the text says what to do."""


@dataclass(frozen=True)
class Played:
    """What a cohort has left behind."""

    people: int
    answers: int
    until: dt.datetime
    troubles: tuple[str, ...]


class Rehearsal:
    """The room, the bot in it, and the clock of both. ``open`` it, let people act, ``close`` it."""

    def __init__(
        self, settings: Settings, *, start: dt.datetime | None = None, programme: Path | None = None
    ) -> None:
        self.folder = settings.data
        self._programme = programme
        refuse_real_data(self.folder)
        self._first = not (self.folder / "room" / "room.db").exists()
        self._settings = settings
        self.clock = VirtualClock(_time_of(self.folder) or start or _this_morning(settings), running=True)
        self.room = Room(self.clock, self.folder / "room", token=TOKEN)
        self.address = ""
        self._app: App | None = None
        self._turning = asyncio.Lock()

    @property
    def app(self) -> App:
        """The bot."""
        if self._app is None:
            raise RuntimeError("the rehearsal is not open")
        return self._app

    async def open(self, host: str, port: int) -> str:
        """Open the room, start the bot in it, and lay out the first phones; gives the page's address.

        Raises ``OSError`` when the port is taken, and what ``App.start`` raises.
        """
        Page(self.room, self.clock, self, host)
        address = await self.room.start(host, port)
        try:
            self._app = build(self._in_the_room(address, host), self.clock)
            await self._app.start()
        except BaseException:
            await self.room.stop()
            raise
        self.address = address
        if self._first:
            self._give_out_phones()
        if self._first or self._programme is not None:
            await self.start_workshop()
            self._keep_time()
        return address

    async def close(self) -> None:
        """Stop the bot and close the room; a second start goes on where it was."""
        if self._app is not None:
            await self._app.stop()
        self._keep_time()
        await self.room.stop()

    async def settle(self) -> None:
        """Wait until the bot has answered everything, sent everything, and nothing is due."""
        await self.room.quiet()
        await self.app.settle()

    # Time, as the page turns it

    def coming(self) -> tuple[dt.datetime, str] | None:
        """When the next activity comes to somebody, and its title; None when none is planned."""
        return self.app.house.read(_next_activity)

    async def turn(self, how: str | int) -> None:
        """Turn the clock: to the next prompt, on by an hour, to the next morning, or on by seconds.

        Returns when the bot is quiet. Raises ``ValueError`` for an unknown turn.
        """
        async with self._turning:
            await self.settle()
            if how == "next_prompt":
                await self._to_next_prompt()
            elif how == "hour":
                await self._pass(self.clock.now() + dt.timedelta(hours=1))
            elif how == "morning":
                await self._pass(_next_morning(self.clock.now(), ZoneInfo(self._settings.defaults.zone)))
            elif isinstance(how, int) and 0 < how <= 366 * 86400:
                await self._pass(self.clock.now() + dt.timedelta(seconds=how))
            else:
                raise ValueError("the clock cannot be turned like this")
            self._keep_time()

    async def _pass(self, until: dt.datetime) -> None:
        await self.app.pass_time(until)
        await self.settle()

    async def _to_next_prompt(self) -> None:
        """Turn until somebody's phone rings."""
        before = self._received()
        for _step in range(_MOST_STEPS):
            due = self.app.next_due()
            if due is None:
                return
            await self._pass(max(due, self.clock.now()))
            if self._received() != before:
                return

    def _received(self) -> int:
        return sum(phone.chat.received for phone in self.room.phones.values())

    def _keep_time(self) -> None:
        self.room.world.store.put("bot", "clock", self.clock.now().isoformat())

    # The first minutes

    def _in_the_room(self, address: str, host: str) -> Settings:
        """The settings of a bot that lives in this room."""
        told = self._settings.model_dump()
        told["telegram"] = {
            "token": TOKEN,
            "base_url": f"{address}/bot",
            "base_file_url": f"{address}/file/bot",
        }
        told["wall"] = {"listen": host, "port": 0}
        told["people"] = {"facilitators": {FACILITATOR}}
        told["sender"] = {**told["sender"], **_FAST}
        return Settings(**told)

    def _give_out_phones(self) -> None:
        for name, role, country in PHONES:
            account = FACILITATOR if role == "facilitator" else None
            phone = self.room.add_phone(name=name, country=country, account=account)
            phone.describe(role=role)

    async def start_workshop(self) -> Workshop:
        """Start a workshop on the facilitator's phone, in the chat, as a person would; hand out its links.

        It runs the author's programme if one was given, else the course that comes with Sala. Day 1 is
        the first Monday that leaves three days for what comes before it.
        """
        boss = self.room.phones[FACILITATOR]
        key = put_on_shelf(self._programme, self.folder) if self._programme is not None else None
        offered = [each.key for each in self.app.house.read(shelf.offered)]
        number = offered.index(key) if key is not None else 0
        await boss.send_text("/workshop")
        await self.settle()
        monday = _first_monday(self.clock.now() + dt.timedelta(days=3))
        for code in ("new", f"p-{number}", "same", f"day-{monday.isoformat()}", "zone-0", "create"):
            if _offers(boss, code):
                await _press(boss, code)
                await self.settle()
        workshop, links = self.app.house.read(_newest_workshop)
        for phone in self.room.phones.values():
            if phone.facts.get("role") in links and phone is not boss:
                phone.describe(link=links[phone.facts["role"]])
        return workshop

    # A cohort that plays itself

    async def play(
        self, people: int, days: int, *, follow_up: bool, seed: int, tell: Callable[[Progress], None]
    ) -> Played:
        """Let ``people`` live ``days`` days of a new course, and with ``follow_up`` the months after it.

        One in four is a cluster leader. The clock stands still between the moments at which somebody acts.
        """
        self.clock.run(False)
        workshop, links = self.app.house.read(_newest_workshop)
        if workshop.first_day <= self.clock.now().date():
            await self.start_workshop()
            workshop, links = self.app.house.read(_newest_workshop)
        zone = ZoneInfo(workshop.zone)
        first = dt.datetime.combine(workshop.first_day, dt.time(), zone)
        cohort = Cohort(
            self.clock,
            settle=self.settle,
            next_due=self.app.next_due,
            first_day=first,
            seed=seed,
            tell=tell,
        )
        leaders = max(1, people // 4)
        cohort.hire(self.room, people - leaders, "trainee")
        cohort.hire(self.room, leaders, "leader")
        await cohort.join(dict(links))
        until = first + dt.timedelta(days=days + 1)
        if follow_up:
            until = dt.datetime.combine(workshop.last_day, dt.time(), zone) + FOLLOW_UP
        await cohort.live(until)
        self._keep_time()
        self.clock.run(True)
        return Played(people, cohort.answers, self.clock.now(), tuple(cohort.troubles))


def _this_morning(settings: Settings) -> dt.datetime:
    """Today at ten: a new room opens when people are awake, whenever the machine is."""
    zone = ZoneInfo(settings.defaults.zone)
    return dt.datetime.combine(dt.datetime.now(zone).date(), dt.time(10), zone)


def _time_of(folder: Path) -> dt.datetime | None:
    """The time at which an earlier rehearsal in this folder was closed."""
    path = folder / "room" / "room.db"
    if not path.is_file():
        return None
    store = Store(path)
    kept = store.get("bot", "clock")
    store.close()
    return dt.datetime.fromisoformat(kept) if kept is not None else None


def put_on_shelf(programme: Path, folder: Path) -> str:
    """Copy an author's programme and the files that it names to where /workshop offers it; gives its key."""
    target = folder / "programmes" / programme.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if programme.is_dir():
        shutil.copytree(programme, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(programme, target)
        _copy_files(programme, target.parent / f"{target.stem}-media")
    return f"own/{target.name}"


def _copy_files(programme: Path, folder: Path) -> None:
    """Copy what lies beside a workbook and is named in it into a folder."""
    made, _findings = open_programme(programme)
    named = (*made.files, *made.stored.get("files", ())) if made is not None else ()
    for source in filter(None, (find(programme, name) for name in named)):
        folder.mkdir(exist_ok=True)
        shutil.copyfile(source, folder / source.name)


def refuse_real_data(folder: Path) -> None:
    """Raise :class:`NotARehearsal` when the folder holds a real workshop: the two must never mix."""
    if (folder / "sala.db").exists() and not is_rehearsal(folder):
        raise NotARehearsal(
            f"{folder} holds a real workshop, and a rehearsal must not touch it. "
            "Rehearse in another folder: sala try --data rehearsal"
        )


def is_rehearsal(folder: Path) -> bool:
    """Whether a data folder belongs to a rehearsal."""
    return (folder / "room").is_dir()


def set_aside(folder: Path, now: dt.datetime) -> Path | None:
    """Move a rehearsal out of a data folder that real people shall use; gives where it is now.

    Nothing is deleted. None when there is no rehearsal.
    """
    if not is_rehearsal(folder):
        return None
    aside = folder / f"rehearsal-{now:%Y%m%d-%H%M%S}"
    aside.mkdir(parents=True)
    for name in ("room", "media", "sala.db", "sala.db-wal", "sala.db-shm", "sala.db.lock"):
        if (folder / name).exists():
            (folder / name).rename(aside / name)
    return aside


def _next_activity(tx: Tx) -> tuple[dt.datetime, str] | None:
    prompt = tx.session.exec(
        select(Prompt)
        .where(Prompt.state == "scheduled")
        .order_by(col(Prompt.due_at), col(Prompt.id))
        .limit(1)
    ).first()
    if prompt is None:
        return None
    workshop = tx.session.exec(
        select(Workshop).where(col(Workshop.rehearsal).is_(False)).order_by(col(Workshop.id).desc()).limit(1)
    ).one()
    activity = tx.library.get(tx.session, workshop.programme_id).form.activity(prompt.activity)
    title = next(iter(activity.labels.values()), "") if activity is not None else ""
    return max(prompt.due_at, tx.now), title or prompt.activity


def _newest_workshop(tx: Tx) -> tuple[Workshop, Mapping[str, str]]:
    """The newest workshop and the link of each role."""
    workshop = tx.session.exec(
        select(Workshop).where(col(Workshop.rehearsal).is_(False)).order_by(col(Workshop.id).desc()).limit(1)
    ).one()
    found = invitations.working(tx, workshop)
    return workshop, {role: invitations.link(tx, made) for role, made in found.items()}


def _offers(phone: Phone, code: str) -> bool:
    return any(
        (button.data or "").endswith(f":{code}") for row in phone.messages[-1].buttons for button in row
    )


async def _press(phone: Phone, code: str) -> None:
    message = phone.messages[-1]
    data = next(
        button.data
        for row in message.buttons
        for button in row
        if button.data and button.data.endswith(f":{code}")
    )
    await phone.tap(message.message_id, data)


def _first_monday(after: dt.datetime) -> dt.date:
    day = after.date()
    return day + dt.timedelta(days=-day.weekday() % 7)


def _next_morning(now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The next 07:00 in a zone: the end of the quiet hours, before the first activity of a day."""
    local = now.astimezone(zone)
    today = dt.datetime.combine(local.date(), dt.time(7), zone)
    return (
        today if today > local else dt.datetime.combine(local.date() + dt.timedelta(days=1), dt.time(7), zone)
    )
