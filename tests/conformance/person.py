"""A person who fills any form in the chat, by chance: taps, writes, errs, mends, goes back.

What they mean is written down act by act (:class:`Act`), so that it can be told to another engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.conformance.glance import Glance, glance
from tests.conformance.meaning import candidates, is_asked_in_chat, takes
from tests.conformance.saying import Speaker
from tests.stories.chat import Phone

#: Most questions that one person answers, and most rounds that they add to a repeat.
MOST_ACTS, MOST_ROUNDS = 3000, 3

#: How often somebody skips, goes back, keeps what is proposed, and answers wrongly at first.
SKIPS, GOES_BACK, KEEPS, ERRS = 0.08, 0.05, 0.4, 0.15


class StuckError(AssertionError):
    """A question that nobody can get past, with what the phone shows."""


@dataclass(frozen=True)
class Act:
    """What was done to the form: ``set`` a value, ``refused`` one, or ``add`` a round."""

    what: str
    ref: str
    value: str = ""


@dataclass
class Person:
    """Fills everything that their phone asks. The same seed does the same."""

    phone: Phone
    rng: Random
    acts: list[Act] = field(default_factory=list)
    questions: int = 0

    def __post_init__(self) -> None:
        self.speaker = Speaker(self.phone, self.rng)
        self._added: dict[str, int] = {}

    async def fill(self) -> None:
        """Answer until nothing is open any more. Raises :class:`StuckError`."""
        for _act in range(MOST_ACTS):
            seen = glance(self.phone)
            if seen.flow != "activity":
                if not await self._take_up():
                    return
            elif seen.kind == "repeat":
                await self._another(seen)
            else:
                await self._question(seen)
        raise StuckError(f"still not at the end: {self._screen()}")

    async def _take_up(self) -> bool:
        """Go on with the next activity; False when nothing is open and nothing comes."""
        await self.phone.send("/today")
        opened = next((label for label in self.speaker.labels if label.startswith("▶")), None)
        if opened is not None:
            await self.speaker.press(opened)
            return True
        return (
            await self.phone.village.bot.next_prompt() is not None and glance(self.phone).flow == "activity"
        )

    async def _another(self, seen: Glance) -> None:
        """Sometimes one more round."""
        more = self._added.get(seen.ref, 0) < MOST_ROUNDS and self.rng.random() < 0.4
        if more:
            self._added[seen.ref] = self._added.get(seen.ref, 0) + 1
            self.acts.append(Act("add", seen.ref))
        await self.speaker.press("Yes" if more else "No")

    async def _question(self, seen: Glance) -> None:
        """Answer, skip, keep or go back."""
        assert seen.question is not None
        labels, chance = self.speaker.labels, self.rng.random()
        self.questions += 1
        if "Back" in labels and chance < GOES_BACK:
            await self.speaker.press("Back")
        elif "Keep it so" in labels and chance < KEEPS:
            await self._keep(seen)
        elif "Skip" in labels and (chance < GOES_BACK + SKIPS or not is_asked_in_chat(seen.question)):
            await self._skip(seen)
        else:
            await self._answer(seen)

    async def _keep(self, seen: Glance) -> None:
        await self.speaker.press("Keep it so")
        self._note_down(seen, Act("set", seen.ref, seen.filling.value(seen.ref)))

    async def _skip(self, seen: Glance) -> None:
        await self.speaker.press("Skip")
        self._note_down(seen, Act("set", seen.ref, ""))

    async def _answer(self, seen: Glance) -> None:
        values = candidates(seen, self.rng)
        good = [value for value in values if takes(seen, value)]
        wrong = [value for value in values if value not in good]
        if wrong and (self.rng.random() < ERRS or not good):
            await self._err(seen, wrong[0])
            seen = glance(self.phone)
        if good:
            await self._say(seen, good[0])
            self._note_down(seen, Act("set", seen.ref, good[0]))
        elif "Skip" in self.speaker.labels:
            await self._skip(seen)
        else:
            raise StuckError(f"no answer is taken at {seen.ref}: {values[:5]}; {self._screen()}")

    async def _err(self, seen: Glance, value: str) -> None:
        """Say what the form refuses: the question stays, and something is said."""
        before = len(self.phone.bubbles)
        await self._say(seen, value)
        now = glance(self.phone)
        if (now.flow, now.ref, now.confirming) != (seen.flow, seen.ref, False):
            raise AssertionError(f"{value!r} was taken at {seen.ref} although the form refuses it")
        assert len(self.phone.bubbles) > before, f"nothing was said against {value!r} at {seen.ref}"
        self.acts.append(Act("refused", seen.ref, value))

    async def _say(self, seen: Glance, value: str) -> None:
        """Say a value; when the bot asks whether it is meant, say yes, or say it again."""
        for _turn in range(4):
            await self.speaker.say(seen, value)
            if not glance(self.phone).confirming:
                return
            if self.rng.random() < 0.8:
                await self.speaker.press("Yes")
                return
            await self.speaker.press("Change")
            seen = glance(self.phone)

    def _note_down(self, before: Glance, act: Act) -> None:
        """Write an act down, when the question has gone."""
        now = glance(self.phone)
        if (now.flow, now.ref) == ("activity", before.ref):
            raise StuckError(f"{act} did not go on; {self._screen()}")
        self.acts.append(act)

    def _screen(self) -> str:
        return "\n---\n".join(f"{bubble.text} {bubble.labels}" for bubble in self.phone.bubbles[-3:])
