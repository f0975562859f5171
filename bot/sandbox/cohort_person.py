"""One rehearsed person: a phone, a temperament, and a plausible next move for whatever the phone shows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from bot.sandbox.cohort_media import photo, voice
from bot.sandbox.cohort_reading import Asked, Button, Shown, asked, limits, unanswered, wants
from bot.sandbox.cohort_words import OWN_LANGUAGE, SAID, sentence

#: After so many fruitless tries at one question it is skipped, put aside, and at last left alone.
TRIES = 5
#: More instances of a repeated group than this are never added.
MOST_AGAIN = 3

#: How many answers joining takes: language, name, country, and the layers of consent.
ANSWERS_OF_JOINING = 11

#: Rehearsed people read the interface in English, whatever they write: their reading knows no other.
_READS = "English"
_COUNTRY_NAMES = {"KH": "Cambodia", "LA": "Laos", "MM": "Myanmar (Burma)", "VN": "Vietnam", "TH": "Thailand"}
_PLACES = {
    "LA": (17.97, 102.63),
    "KH": (10.99, 104.78),
    "MM": (16.84, 96.17),
    "TH": (18.79, 98.98),
    "VN": (10.46, 105.63),
}
_OTHER_WAYS = ("number", "date", "time", "short", "place", "photo", "voice")


class Handset(Protocol):
    """What a person can do with a phone of the room."""

    @property
    def name(self) -> str: ...  # noqa: D102 -- its name says it
    @property
    def country(self) -> str | None: ...  # noqa: D102 -- its name says it
    @property
    def messages(self) -> Sequence[Shown]: ...  # noqa: D102 -- its name says it
    async def open_link(self, link: str) -> object: ...  # noqa: D102 -- its name says it
    async def send_text(self, text: str) -> object: ...  # noqa: D102 -- its name says it
    async def send_photo(self, content: bytes) -> object: ...  # noqa: D102 -- its name says it
    async def send_voice(self, content: bytes, *, duration: int = ...) -> object: ...  # noqa: D102 -- its name says it
    async def send_location(self, latitude: float, longitude: float) -> object: ...  # noqa: D102 -- its name says it
    async def tap(self, message: int, button: str) -> object: ...  # noqa: D102 -- its name says it


@dataclass(frozen=True)
class Temperament:
    """How somebody answers. Shares are between 0 and 1."""

    name: str
    skips: float = 0.05
    later: float = 0.0
    speaks: float = 0.1
    own_language: float = 0.5
    absent: float = 0.0
    begins: dt.timedelta = dt.timedelta(minutes=2)
    thinks: dt.timedelta = dt.timedelta(seconds=40)


TEMPERAMENTS = (
    Temperament("eager", skips=0.01, begins=dt.timedelta(seconds=40), thinks=dt.timedelta(seconds=25)),
    Temperament("steady"),
    Temperament("talker", speaks=0.6, thinks=dt.timedelta(seconds=60)),
    Temperament("busy", skips=0.15, later=0.02, absent=0.25, begins=dt.timedelta(minutes=14)),
    Temperament("quiet", skips=0.3, speaks=0.0, own_language=0.9, absent=0.1),
    Temperament("late", skips=0.08, absent=0.1, begins=dt.timedelta(minutes=35)),
)


class Player:
    """Plays one phone. All chance comes from ``rng``, so that the same seed plays the same course."""

    def __init__(self, phone: Handset, role: str, temperament: Temperament, rng: Random) -> None:
        self.phone = phone
        self.role = role
        self.temperament = temperament
        self.rng = rng
        self.answers = 0
        self.wakes: dt.datetime | None = None
        self.troubles: list[str] = []
        self._now = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._seen = 0
        self._acted = False
        self._tries: Counter[str] = Counter()
        self._present = ""
        self._again = 0
        self._ignored: set[int] = set()
        self._named = False

    async def join(self, link: str, now: dt.datetime) -> None:
        """Open the invitation and be ready for what it asks."""
        await self.phone.open_link(link)
        self._acted = True
        self.wakes = self._now = now

    def notice(self, now: dt.datetime) -> None:
        """Look at the phone: something new makes the person wake up, soon or late, or not at all."""
        newest = next((each.message_id for each in reversed(self.phone.messages) if each.from_bot), 0)
        fresh, self._seen = newest > self._seen, max(newest, self._seen)
        if self._acted:
            self._acted = False
            self.wakes = now + self._spread(self.temperament.thinks)
        elif fresh and self.wakes is None and self.rng.random() >= self.temperament.absent:
            self.wakes = now + self._spread(self.temperament.begins)

    async def act(self, now: dt.datetime) -> None:
        """Make the next move at what the phone asks now; with nothing to do, put the phone away."""
        self.wakes, self._now = None, now
        question = asked(self.phone.messages, self._ignored)
        if question is None or self._has_spoken_since(question):
            question = self._waiting_for_words() or question
        if question is None:
            return
        tries = self._try(question)
        if tries > TRIES:
            await self._give_up(question, tries)
        elif question.typed:
            await self._send(question, tries)
        else:
            await self._tap(question, tries)

    def _try(self, question: Asked) -> int:
        """How often in a row this was tried before. The same words asked again later are a new question."""
        if question.picture != self._present:
            self._present, self._tries[question.picture] = question.picture, 0
        tries = self._tries[question.picture]
        self._tries[question.picture] += 1
        return tries

    def _waiting_for_words(self) -> Asked | None:
        """A question without buttons: the name while joining, later only what ends as a question."""
        waiting = unanswered(self.phone.messages)
        if waiting is None or self._tries[waiting.picture] > 1:
            return None
        return waiting if "?" in waiting.text or not self._named else None

    def _has_spoken_since(self, question: Asked) -> bool:
        newest = self.phone.messages[-1]
        return newest.message_id > question.message_id and not newest.buttons

    async def _tap(self, question: Asked, tries: int) -> None:
        """Choose among the buttons of a question."""
        others, chance = question.others, self.rng.random()
        if "skip" in others and tries == 0 and chance < self.temperament.skips:
            await self._press(question, others["skip"])
        elif "later" in others and self._puts_off(tries, chance):
            await self._press(question, others["later"])
        elif question.ticks:
            for button in self._some(question.choices):
                await self._press(question, button)
            await self._press(question, others["done"])
            self.answers += 1
        elif question.choices:
            await self._press(question, self._one(question.choices))
            self.answers += 1
        elif "done" in others:
            await self._press(question, others["done"])
        else:
            await self._decide(question)

    def _puts_off(self, tries: int, chance: float) -> bool:
        """Whether this is left for later; never joining, which would end the course before it began."""
        joined = self.answers >= ANSWERS_OF_JOINING
        return joined and tries == 0 and chance < self.temperament.skips + self.temperament.later

    async def _decide(self, question: Asked) -> None:
        """Yes or no: yes nearly always, but a repeated "another one?" ends after a few times."""
        others = question.others
        again = "later" in others and "skip" not in others
        agrees = self.rng.random() < (0.4 if again else 0.55 if "skip" in others else 0.93)
        agrees = agrees or _asks_for_age(question)
        self._again = self._again + 1 if again and agrees else 0
        wanted = "yes" if agrees and self._again < MOST_AGAIN else "no"
        button = others.get(wanted) or others.get("yes") or others.get("no")
        if button is not None:
            await self._press(question, button)
            self.answers += 1

    async def _send(self, question: Asked, tries: int) -> None:
        """Send something of the kind that the question, or the complaint about the last try, asks for."""
        complaint = self._complaint(question)
        if tries == 0 and self.rng.random() < self.temperament.skips and "skip" in question.others:
            await self._press(question, question.others["skip"])
            return
        kind = wants(complaint) if complaint else wants(question.text)
        if (
            not complaint
            and kind == "text"
            and "voice" in question.text
            and self.rng.random() < self.temperament.speaks
        ):
            kind = "voice"
        if tries > 2:
            kind = _OTHER_WAYS[(tries - 3) % len(_OTHER_WAYS)]
        await self._give(kind, question, complaint, tries)
        self._acted = True
        self.answers += 1

    async def _give(self, kind: str, question: Asked, complaint: str, tries: int) -> None:
        phone, rng = self.phone, self.rng
        country = phone.country or "LA"
        if kind == "voice":
            seconds = rng.randint(4, 30)
            await phone.send_voice(voice(rng, seconds), duration=seconds)
        elif kind == "photo":
            await phone.send_photo(photo(rng))
        elif kind == "place":
            latitude, longitude = _PLACES.get(country, _PLACES["LA"])
            await phone.send_location(latitude + rng.uniform(-0.2, 0.2), longitude + rng.uniform(-0.2, 0.2))
        elif kind == "number":
            await phone.send_text(self._number(question.text, complaint, tries))
        elif kind == "date":
            await phone.send_text(f"{self._soon():%-d.%-m.%Y}")
        elif kind == "month":
            await phone.send_text(f"{self._soon():%-m.%Y}")
        elif kind == "time":
            await phone.send_text(f"{self._soon():%H:%M}")
        elif kind == "moment":
            await phone.send_text(f"{self._soon():%-d.%-m.%Y %H:%M}")
        else:
            await phone.send_text(self._words(question, complaint, short=kind == "short"))

    def _words(self, question: Asked, complaint: str, *, short: bool) -> str:
        """A sentence; the own name where a name is asked for before anything else."""
        if not question.others and not self._named:
            self._named = True
            return self.phone.name
        _least, most = limits(complaint) if "character" in complaint else (None, None)
        language = OWN_LANGUAGE.get(self.phone.country or "", "en")
        chosen = language if self.rng.random() < self.temperament.own_language else "en"
        if short:
            return self.rng.choice(SAID["word"]["en"])
        return sentence(self.rng, question.text, chosen, most or 4000)

    def _number(self, question: str, complaint: str, tries: int) -> str:
        least, most = limits(complaint)
        if least is None and most is None and "price" in question.casefold():
            least, most = 5_000, 300_000
        low = 2 if least is None else least
        high = max(low, min(most if most is not None else 60, low + 295_000))
        if tries and "cannot be more" in complaint:
            low, high = 0, 3
        return str(self.rng.randint(low, high))

    def _soon(self) -> dt.datetime:
        """A day in the next three weeks, at a quarter of an hour of the working day."""
        day = self._now + dt.timedelta(days=self.rng.randint(1, 20))
        return day.replace(hour=self.rng.randint(8, 17), minute=self.rng.choice((0, 15, 30, 45)))

    def _complaint(self, question: Asked) -> str:
        """What the bot said about the last try: its newest words below the question, or nothing."""
        newest = self.phone.messages[-1]
        return newest.text if newest.from_bot and newest.message_id > question.message_id else ""

    def _one(self, choices: tuple[Button, ...]) -> Button:
        """One of several answers: the language they read and the own country where offered, else any."""
        wanted = {_READS, _COUNTRY_NAMES.get(self.phone.country or "", "")}
        fitting = [button for button in choices if button.text in wanted]
        begins = [button for button in choices if button.text.startswith(("Yes", "Start"))]
        return self.rng.choice(fitting or begins or list(choices))

    def _some(self, choices: tuple[Button, ...]) -> list[Button]:
        return self.rng.sample(choices, self.rng.randint(1, max(1, min(4, len(choices) - 1))))

    async def _give_up(self, question: Asked, tries: int) -> None:
        """Get out of a question that takes none of the answers, and remember that it did not."""
        for kind, turn in (("skip", TRIES + 1), ("later", TRIES + 2)):
            if tries == turn and kind in question.others:
                await self._press(question, question.others[kind])
                return
        self._ignored.add(question.message_id)
        self.troubles.append(
            f"{self.phone.name}: {question.text[:200]!r} / {self._complaint(question)[:200]!r}"
        )

    async def _press(self, question: Asked, button: Button) -> None:
        await self.phone.tap(question.message_id, button.data or button.text)
        self._acted = True

    def _spread(self, usual: dt.timedelta) -> dt.timedelta:
        """About ``usual``: from a third to three times as long, mostly near it."""
        return usual * min(3.0, max(0.34, self.rng.lognormvariate(0, 0.5)))


def _asks_for_age(question: Asked) -> bool:
    """Whether this is the question of taking part, which the people of a rehearsed course all agree to."""
    return any("18" in button.text for button in question.others.values())
