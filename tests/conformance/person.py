"""A person who fills any form in the chat, by chance: taps, writes, errs, mends, goes back, puts off.

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

#: How often somebody skips, goes back, puts off, says something that is no answer, or what the form refuses.
SKIPS, GOES_BACK, PUTS_OFF, MUMBLES, ERRS = 0.08, 0.05, 0.02, 0.04, 0.15

#: How often somebody keeps what is proposed, adds a round, looks at the rounds again, takes one away.
KEEPS, ADDS, LOOKS, REMOVES = 0.4, 0.4, 0.15, 0.1

#: Types that take nearly any words, so that nothing can be mumbled.
_ANY_WORDS = ("text", "barcode")


class StuckError(AssertionError):
    """A question that nobody can get past, with what the phone shows."""


@dataclass(frozen=True)
class Act:
    """What was done to the form: ``set`` a value, ``refused`` one, ``add`` a round, ``remove`` one.

    A round that was removed keeps its number; one that was dropped (``drop``) had nothing in it yet, and
    its number is given again.
    """

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
                await self._repeat(seen)
            else:
                await self._question(seen)
        raise StuckError(f"still not at the end: {self.screen()}")

    async def _take_up(self) -> bool:
        """Go on with what was put off; False when nothing is open."""
        await self.phone.send("/today")
        opened = next((label for label in self.speaker.labels if label.startswith("▶")), None)
        if opened is not None:
            await self.speaker.press(opened)
        return opened is not None

    # --- rounds ---------------------------------------------------------------------------------

    async def _repeat(self, seen: Glance) -> None:
        """One more round or not; or a look at those that are there."""
        if "Change or remove one" in self.speaker.labels and self.rng.random() < LOOKS:
            await self._look_at_rounds(seen)
            return
        more = self._added.get(seen.ref, 0) < MOST_ROUNDS and self.rng.random() < ADDS
        await self.speaker.press("Yes" if more else "No")
        if more:
            self._added[seen.ref] = self._added.get(seen.ref, 0) + 1
            self.acts.append(Act("add", seen.ref))

    async def _look_at_rounds(self, seen: Glance) -> None:
        """Take a round away, take one away and bring it back, or correct an answer in it."""
        press = self.speaker.press
        await press("Change or remove one")
        left = seen.filling.rounds(seen.ref).left
        if not left:
            await press("Back")
            return
        place = self.rng.randrange(len(left))
        await self.speaker.turn_to(lambda label: label.startswith(f"{place + 1}. "))
        await press(next(label for label in self.speaker.labels if label.startswith(f"{place + 1}. ")))
        numbers = [label for label in self.speaker.labels if label.isdecimal()]
        if numbers and self.rng.random() < 0.5:
            await press(self.rng.choice(numbers))  # the question comes again, alone
            return
        await press("Remove this one")
        self._removed(seen.ref, left[place])
        brought_back = [label for label in self.speaker.labels if label.startswith("↩ ")]
        if len(brought_back) == 1 and self.rng.random() < 0.3:
            await press(brought_back[0])
            self.acts.pop()  # as if nothing had been
        elif "Back" in self.speaker.labels:
            await press("Back")

    def _removed(self, repeat: str, number: int) -> None:
        kept = number in glance(self.phone).filling.rounds(repeat).removed
        self.acts.append(Act("remove" if kept else "drop", repeat, str(number)))

    # --- questions ------------------------------------------------------------------------------

    async def _question(self, seen: Glance) -> None:
        """Answer, skip, keep, go back, put off."""
        assert seen.question is not None
        labels, chance = self.speaker.labels, self.rng.random()
        self.questions += 1
        if "Back" in labels and chance < GOES_BACK:
            await self._go_back(seen)
        elif "Later" in labels and chance < GOES_BACK + PUTS_OFF:
            await self.speaker.press("Later")
        elif "Remove this one" in labels and chance < REMOVES:
            await self._remove_present(seen)
        elif "Keep it so" in labels and chance < KEEPS:
            await self._keep(seen)
        elif "Skip" in labels and (chance < GOES_BACK + PUTS_OFF + SKIPS or not _can_be_answered(seen)):
            await self._skip(seen)
        elif "Go on" in labels and not _can_be_answered(seen):
            await self.speaker.press("Go on")
        else:
            await self._answer(seen)

    async def _go_back(self, seen: Glance) -> None:
        """The question before; a round in which nothing was said yet is left again by this."""
        found = seen.open_round
        await self.speaker.press("Back")
        if found is not None and glance(self.phone).filling.rounds(found[0]).made < found[1]:
            self.acts.append(Act("drop", found[0], str(found[1])))

    async def _remove_present(self, seen: Glance) -> None:
        assert seen.open_round is not None
        await self.speaker.press("Remove this one")
        self._removed(*seen.open_round)

    async def _keep(self, seen: Glance) -> None:
        """Leave what is proposed, or was answered before, as it stands; unless the form refuses it."""
        value, before = seen.filling.value(seen.ref), len(self.phone.bubbles)
        await self.speaker.press("Keep it so")
        if value and not seen.alone and not takes(seen, value):
            self._still_there(seen, value, before)
            self.acts.append(Act("refused", seen.ref, value))

    async def _skip(self, seen: Glance) -> None:
        await self.speaker.press("Skip")
        self._note_down(seen, Act("set", seen.ref, ""))

    async def _answer(self, seen: Glance) -> None:
        if seen.type not in _ANY_WORDS and self.rng.random() < MUMBLES:
            await self._mumble(seen)
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
            raise StuckError(f"no answer is taken at {seen.ref}: {values[:5]}; {self.screen()}")

    async def _mumble(self, seen: Glance) -> None:
        """Write what is no answer: the question stays, and what would be one is said."""
        before = len(self.phone.bubbles)
        await self.speaker.write("qqq?")
        self._still_there(seen, "qqq?", before)

    async def _err(self, seen: Glance, value: str) -> None:
        """Say what the form refuses: the question stays, and something is said."""
        before = len(self.phone.bubbles)
        await self._say(seen, value)
        self._still_there(seen, value, before)
        self.acts.append(Act("refused", seen.ref, value))

    def _still_there(self, seen: Glance, said: str, before: int) -> None:
        now = glance(self.phone)
        if (now.flow, now.ref, now.confirming) != (seen.flow, seen.ref, False):
            raise AssertionError(f"{said!r} was taken at {seen.ref} although the form refuses it")
        assert len(self.phone.bubbles) > before, f"nothing was said against {said!r} at {seen.ref}"

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
            raise StuckError(f"{act} did not go on; {self.screen()}")
        self.acts.append(act)

    def screen(self) -> str:
        """The end of the chat, for a message of what went wrong."""
        return "\n---\n".join(f"{bubble.text} {bubble.labels}" for bubble in self.phone.bubbles[-3:])


def _can_be_answered(seen: Glance) -> bool:
    return seen.question is not None and is_asked_in_chat(seen.question)
