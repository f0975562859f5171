"""How somebody says in a chat what they mean: the taps and the words for each type of question.

Buttons are found by what is written on them, as people find them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable
from random import Random

from bot.domain.forms.types.choosing import choices_of, read_draft
from tests.conformance.glance import Glance
from tests.stories.chat import SPEECH, Phone, picture

#: Most presses that one answer may take.
PATIENCE = 120

#: The digits of the five countries, and full-width ones.
_DIGITS = ("0123456789", "០១២៣៤៥៦៧៨៩", "໐໑໒໓໔໕໖໗໘໙", "၀၁၂၃၄၅၆၇၈၉", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９")


class Speaker:
    """Says one answer at a time on one phone. ``taps`` and ``words`` count what it took."""

    def __init__(self, phone: Phone, rng: Random) -> None:
        self.phone = phone
        self.rng = rng
        self.taps = 0
        self.words = 0

    async def say(self, seen: Glance, value: str) -> None:
        """Answer the present question with a value; a doubt of the bot is not yet settled then."""
        await _SAYING[seen.type](self, seen, value)

    # --- hands ----------------------------------------------------------------------------------

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons that can be pressed now."""
        found = next((bubble for bubble in reversed(self.phone.bubbles) if bubble.labels), None)
        return found.labels if found is not None else []

    async def press(self, label: str) -> None:
        """Press a button of the newest message that has some."""
        self.taps += 1
        await self.phone.tap(label)

    async def press_place(self, place: int) -> None:
        """Press the button at a place, where several say the same."""
        bubble = next(bubble for bubble in reversed(self.phone.bubbles) if bubble.labels)
        button = [button for row in bubble.buttons for button in row][place]
        self.taps += 1
        await self.phone.press(str(button.data), bubble.message_id)

    async def write(self, text: str) -> None:
        """Write a message."""
        self.words += 1
        await self.phone.send(text)

    def digits(self, text: str) -> str:
        """A text with the digits of this moment: people of five countries use theirs."""
        chosen = self.rng.choice(_DIGITS) if self.rng.random() < 0.4 else _DIGITS[0]
        return text.translate(str.maketrans(_DIGITS[0], chosen))

    async def turn_to(self, wanted: Callable[[str], bool], turns: str = "›") -> bool:
        """Turn pages until a button is there that is wanted; False when it is on no page."""
        for _page in range(PATIENCE):
            if any(map(wanted, self.labels)):
                return True
            turner = next((label for label in self.labels if turns in label), None)
            if turner is None:
                return False
            await self.press(turner)
        return False

    # --- words and numbers ----------------------------------------------------------------------

    async def text(self, _seen: Glance, value: str) -> None:
        """Words are written."""
        await self.write(value)

    async def number(self, seen: Glance, value: str) -> None:
        """A number is written in one of many ways, or counted."""
        if "counter" in seen.appearance and abs(int(value)) < 60 and self.rng.random() < 0.7:
            await self._count(int(value))
            return
        ways = [value, self.digits(value)]
        if re.fullmatch(r"\d{4}", value):
            ways += [f"{value[0]},{value[1:]}", f"{value[0]} {value[1:]}"]
        if re.fullmatch(r"-?\d+\.\d{1,2}", value):
            ways.append(self.digits(value.replace(".", ",")))
        await self.write(self.rng.choice(ways))

    async def _count(self, wanted: int) -> None:
        for _press in range(PATIENCE):
            shown = next(label for label in self.labels if label.startswith("✓ "))
            missing = wanted - int(shown[2:])
            if missing == 0:
                await self.press(shown)
                return
            step = 10 if abs(missing) >= 10 else 1
            await self.press(f"{'+' if missing > 0 else '−'}{step}")

    async def scale(self, seen: Glance, value: str) -> None:
        """A value of a scale is tapped, or the stretch in which it is; or it is written."""
        if self.rng.random() < 0.2:
            await self.write(self.digits(value))
            return
        for _press in range(5):
            if "rating" in seen.appearance and any("★" in label for label in self.labels):
                await self.press(next(label for label in self.labels if label.count("★") == int(value)))
                return
            found = next((label for label in self.labels if label in (value, f"✓ {value}")), None)
            found_here = found or next((label for label in self.labels if _in_stretch(label, value)), None)
            if found_here is None:
                break
            await self.press(found_here)
            if found is not None:
                return
        await self.write(value)

    # --- choices --------------------------------------------------------------------------------

    async def one(self, seen: Glance, value: str) -> None:
        """One choice is tapped, on whichever page it is; or written; or looked for by some letters."""
        labels = labels_of(seen)
        chance = self.rng.random()
        if chance < 0.15:
            await self.write(
                value if labels.count(labels[_at(seen, value)]) > 1 else labels[_at(seen, value)]
            )
        elif chance < 0.4 and len(labels) > 8 and (part := _part_of(labels, _at(seen, value))):
            await self.write(part)
            if not self._settled(seen):
                await self._tap_choice(seen, value)
        else:
            await self._tap_choice(seen, value)

    def _settled(self, seen: Glance) -> bool:
        """Whether the bot asks whether this is meant."""
        return self.labels[:2] == ["Yes", "Change"]

    async def several(self, seen: Glance, value: str) -> None:
        """Choices are ticked, then Done; or written with commas."""
        names, labels = value.split(), labels_of(seen)
        written = [labels[_at(seen, name)] for name in names]
        plain = not any(re.search(r"[,;\n>›→،၊、]", text) or labels.count(text) > 1 for text in written)
        if self.rng.random() < 0.2 and plain:
            await self.write(", ".join(written))
            return
        ticked = read_draft(seen.draft)
        present = set((ticked[1] if ticked else seen.filling.value(seen.ref)).split())
        order = [option.name for option in seen.filling.choices(seen.ref)]
        for name in (name for name in order if (name in present) != (name in names)):
            await self._tap_choice(seen, name, again=True)
        await self.press(next(label for label in self.labels if label.startswith("Done")))

    async def order(self, seen: Glance, value: str) -> None:
        """Choices are tapped in order, then Done; or their numbers or labels are written."""
        names, labels = value.split(), labels_of(seen)
        written = [labels[_at(seen, name)] for name in names]
        plain = not any(re.search(r"[,;\n>›→،၊、]", text) or labels.count(text) > 1 for text in written)
        if self.rng.random() < 0.3 and plain:
            await self.write(self.rng.choice((", ", "\n", " > ")).join(written))
            return
        while "Undo" in self.labels:
            await self.press("Undo")
        for name in names[:-1] if len(names) > 1 else names:
            await self._tap_choice(seen, name, again=True)
        await self.press("Done")

    async def _tap_choice(self, seen: Glance, name: str, *, again: bool = False) -> None:
        """Press the button of a choice, on the page on which it is."""
        choice = choices_of(seen.filling, seen.ref)[_at(seen, name)]
        text = str(choice.number) if choice.layout.numbered else choice.label
        if again:
            while back := next((label for label in self.labels if label.startswith("‹ ")), None):
                await self.press(back)
        wanted = {text, f"✓ {text}", f"✅ {text}"}
        found = await self.turn_to(wanted.__contains__)
        assert found, f"no button for {name!r} ({text!r}) at {seen.ref}; there are {self.labels}"
        await self.press(next(label for label in self.labels if label in wanted))

    async def fine(self, _seen: Glance, _value: str) -> None:
        """OK is tapped or written."""
        await (self.press("OK") if self.rng.random() < 0.7 else self.write("ok"))

    # --- days and hours -------------------------------------------------------------------------

    async def day(self, seen: Glance, value: str) -> None:
        """A near day is tapped, another one found in the calendar, or any is written."""
        day, today = dt.date.fromisoformat(value), seen.filling.now.date()
        near = {0: "Today", -1: "Yesterday", 1: "Tomorrow", 7: "In 1 week", 14: "In 2 weeks"}
        label = near.get((day - today).days, "")
        taps = self.rng.random() < 0.6 and seen.filling.check(seen.ref, value) is None
        if label in self.labels and taps:
            await self.press(label)
        elif "Calendar" in self.labels and taps:
            await self.press("Calendar")
            await self._turn_calendar(day, "")
        elif taps and (coarse := {"year", "month-year"} & set(seen.appearance)):
            await self._turn_calendar(day, coarse.pop())
        else:
            await self.write(self._written(seen, day))

    async def _turn_calendar(self, day: dt.date, coarse: str) -> None:
        """Go up to the years, then down to the day."""
        while not any(re.fullmatch(r"\d{4} – \d{4}", label) for label in self.labels):
            await self.press(next(label for label in self.labels if re.search(r"\d{4}$", label)))
        for _page in range(PATIENCE):
            if str(day.year) in self.labels:
                break
            shown = next(label for label in self.labels if re.fullmatch(r"\d{4} – \d{4}", label))
            await self.press("‹" if day.year < int(shown[:4]) else "›")
        await self.press(str(day.year))
        if coarse == "year":
            return
        first = next(place for place, label in enumerate(self.labels) if label == str(day.year))
        months_from = first + (2 if self.labels[first + 1] == "›" else 1)
        await self.press_place(months_from + day.month - 1)
        if coarse == "month-year":
            return
        await self.press(str(day.day))

    def _written(self, seen: Glance, day: dt.date) -> str:
        if "year" in seen.appearance:
            return self.digits(f"{day:%Y}")
        if "month-year" in seen.appearance:
            return self.digits(f"{day.month}.{day.year}")
        ways = [
            f"{day.day}.{day.month}.{day.year}",
            f"{day:%d/%m/%Y}",
            f"{day:%Y-%m-%d}",
            f"{day.day}.{day.month}.{day.year + 543}",
            f"{day.day} {day:%B} {day.year}",
        ]
        return self.digits(self.rng.choice(ways))

    async def time(self, _seen: Glance, value: str) -> None:
        """A full hour is tapped, any time written."""
        if value[:5] in self.labels and self.rng.random() < 0.6:
            await self.press(value[:5])
        else:
            await self.write(self._hour(value))

    def _hour(self, value: str) -> str:
        hour, minute = int(value[:2]), value[3:5]
        ways = [f"{hour}:{minute}", f"{hour}.{minute}", f"{hour:02}h{minute}"]
        return self.digits(self.rng.choice(ways))

    async def moment(self, seen: Glance, value: str) -> None:
        """Now is tapped, another moment written."""
        if value[:16] == f"{seen.filling.now:%Y-%m-%dT%H:%M}" and "Now" in self.labels:
            await self.press("Now")
            return
        day = dt.date.fromisoformat(value[:10])
        hour = f"{int(value[11:13])}:{value[14:16]}"
        await self.write(self.digits(f"{day.day}.{day.month}.{day.year} {hour}"))

    # --- places and files -----------------------------------------------------------------------

    async def place(self, _seen: Glance, value: str) -> None:
        """A place is sent, a little beside it as phones do; or written."""
        latitude, longitude = map(float, value.split()[:2])
        if self.rng.random() < 0.6:
            self.taps += 1
            await self.phone.pin(latitude + 0.001 * (latitude < 80), longitude)
        else:
            await self.write(self.digits(f"{latitude}, {longitude}"))

    async def places(self, seen: Glance, value: str) -> None:
        """Places one after the other, then Done."""
        if "Start again" in self.labels:
            await self.press("Start again")
        points = value.split("; ")
        for point in points[:-1] if seen.type == "geoshape" else points:
            await self.place(seen, point)
        await self.press("Done")

    async def photo(self, _seen: Glance, _value: str) -> None:
        """A photo is sent."""
        self.taps += 1
        await self.phone.photo()

    async def sound(self, _seen: Glance, _value: str) -> None:
        """A voice message is sent."""
        self.taps += 1
        await self.phone.voice()

    async def video(self, _seen: Glance, _value: str) -> None:
        """A video is sent."""
        self.taps += 1
        await self.phone.video()

    async def file(self, _seen: Glance, _value: str) -> None:
        """A file is sent."""
        self.taps += 1
        await self.phone.document(SPEECH + picture(), "notes.bin")


def labels_of(seen: Glance) -> list[str]:
    """The choices as they are read, in order."""
    return [choice.label for choice in choices_of(seen.filling, seen.ref)]


def _at(seen: Glance, name: str) -> int:
    return [option.name for option in seen.filling.choices(seen.ref)].index(name)


def _part_of(labels: list[str], at: int) -> str:
    """Some letters that stand in a label and are no label themselves; empty when there are none."""
    part = labels[at][:4].strip()
    known = {label.casefold() for label in labels}
    return part if len(part) >= 2 and part.casefold() not in known and not part.isdigit() else ""


def _in_stretch(label: str, value: str) -> bool:
    found = re.fullmatch(r"(\S+) – (\S+)", label)
    return found is not None and min(map(float, found.groups())) <= float(value) <= max(
        map(float, found.groups())
    )


_SAYING: dict[str, Callable[[Speaker, Glance, str], Awaitable[None]]] = {
    "text": Speaker.text,
    "barcode": Speaker.text,
    "integer": Speaker.number,
    "decimal": Speaker.number,
    "range": Speaker.scale,
    "select_one": Speaker.one,
    "select_multiple": Speaker.several,
    "rank": Speaker.order,
    "acknowledge": Speaker.fine,
    "date": Speaker.day,
    "time": Speaker.time,
    "dateTime": Speaker.moment,
    "geopoint": Speaker.place,
    "geotrace": Speaker.places,
    "geoshape": Speaker.places,
    "image": Speaker.photo,
    "audio": Speaker.sound,
    "video": Speaker.video,
    "file": Speaker.file,
}
