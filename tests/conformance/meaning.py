"""What somebody could want to answer to a question, as the value that is meant, however it is said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from random import Random

from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Question
from tests.conformance.glance import Glance

#: What stands for a file in a value.
FILE = "(file)"

_WORDS = (
    "a",
    "yes",
    "no",
    "Noy",
    "Weavers of Inle",
    "12",
    "x y",
    "ຜ້າໄໝ",
    "ผ้าไหม <b>",
    "2026-01-05",
    "noy@example.org",
    "020 55 123 & more",
    "two\nlines",
)
_NUMBERS = (0, 1, 2, 3, 5, 7, 10, 18, 25, 60, 100, 1000, 1500, -4)
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"|(\d+(?:\.\d+)?)")


def candidates(seen: Glance, rng: Random, tries: int = 30) -> list[str]:
    """Values that a question could be answered with, in any order; the form may refuse some of them."""
    question = seen.question
    assert question is not None
    make = _MADE.get(question.kind)
    if make is None:
        return []
    made = [make(seen, rng) for _try in range(tries)]
    if question.kind in ("text", "barcode", "integer", "decimal"):
        made += _named_by_constraint(seen)
    return [value for value in dict.fromkeys(made) if value]


def _named_by_constraint(seen: Glance) -> list[str]:
    """The words and numbers that a constraint names: often the only answers that it takes."""
    assert seen.question is not None
    bind = seen.filling.form.specs[seen.question.path].bind
    source = bind.constraint.source if bind.constraint is not None else ""
    found = ["".join(match) for match in _QUOTED.findall(source)]
    found += [str(int(text) + 1) for text in found if re.fullmatch(r"\d{1,6}", text)]
    whole = seen.question.kind == "integer"
    if whole or seen.question.kind == "decimal":
        return [text for text in found if re.fullmatch(r"\d{1,6}" if whole else r"\d{1,6}(\.\d+)?", text)]
    return [text.strip() for text in found if text.strip()]


def _text(seen: Glance, rng: Random) -> str:
    if _counts_rounds(seen):
        return _integer(seen, rng)
    return rng.choice(("020 55 123", "12", "2026")) if "numbers" in seen.appearance else rng.choice(_WORDS)


def _integer(seen: Glance, rng: Random) -> str:
    if not _counts_rounds(seen):
        return str(rng.choice(_NUMBERS))
    before = seen.filling.value(seen.ref)  # rounds that a smaller number takes away differ on purpose
    return str(rng.randint(int(before) if before in ("1", "2", "3") else 1, 3))


def _counts_rounds(seen: Glance) -> bool:
    """Whether a repeat is as long as this answer says; then a few are enough."""
    counts = (spec.count.source for spec in seen.filling.form.specs.values() if spec.count is not None)
    return any(seen.ref.rpartition("/")[2] in source for source in counts)


def _decimal(_seen: Glance, rng: Random) -> str:
    return rng.choice(("0", "0.5", "1.5", "2.25", "37.2", "100", "1500", "1500.75", "-2.5"))


def _range(seen: Glance, rng: Random) -> str:
    assert seen.question is not None
    parameters = seen.question.parameters
    start, end, step = (
        Decimal(parameters.get(name) or usual)
        for name, usual in (("start", "1"), ("end", "10"), ("step", "1"))
    )
    step = abs(step) if end >= start else -abs(step)
    value = start + step * rng.randint(0, int((end - start) / step))
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _one(seen: Glance, rng: Random) -> str:
    names = _names(seen.filling, seen.ref)
    return rng.choice(names) if names else ""


def _several(seen: Glance, rng: Random) -> str:
    names = _names(seen.filling, seen.ref)
    chosen = rng.sample(names, rng.randint(1, min(len(names), 6))) if names else []
    return " ".join(name for name in names if name in chosen)


def _order(seen: Glance, rng: Random) -> str:
    names = _names(seen.filling, seen.ref)
    return " ".join(rng.sample(names, len(names)))


def _names(filling: Filling, ref: str) -> list[str]:
    return [option.name for option in filling.choices(ref)]


def _date(seen: Glance, rng: Random) -> str:
    today = seen.filling.now.date()
    day = today + dt.timedelta(days=rng.choice((0, -1, 1, 7, 14, rng.randint(-9000, 700))))
    if "year" in seen.appearance:
        day = day.replace(month=1, day=1)
    elif "month-year" in seen.appearance:
        day = day.replace(day=1)
    return day.isoformat()


def _time(seen: Glance, rng: Random) -> str:
    minute = rng.choice((0, 0, 5, 30, 59))
    return f"{rng.randint(0, 23):02}:{minute:02}:00.000{_offset(seen)}"


def _moment(seen: Glance, rng: Random) -> str:
    if rng.random() < 0.1:
        return f"{seen.filling.now:%Y-%m-%dT%H:%M}:00.000{_offset(seen)}"
    return f"{_date(seen, rng)}T{_time(seen, rng)}"


def _offset(seen: Glance) -> str:
    text = seen.filling.now.strftime("%z")
    return f"{text[:3]}:{text[3:]}"


def _point(_seen: Glance, rng: Random) -> str:
    return f"{rng.randint(-8999, 8999) / 100:.2f} {rng.randint(-17999, 17999) / 100:.2f} 0 0"


def _line(seen: Glance, rng: Random) -> str:
    return "; ".join(_point(seen, rng) for _pin in range(rng.randint(2, 4)))


def _area(seen: Glance, rng: Random) -> str:
    points = [_point(seen, rng) for _pin in range(rng.randint(3, 4))]
    return "; ".join([*points, points[0]])


def takes(seen: Glance, value: str) -> bool:
    """Whether the form takes a value; a file is never refused."""
    return value == FILE or seen.filling.check(seen.ref, value) is None


def is_asked_in_chat(question: Question) -> bool:
    """Whether a type can be answered at all."""
    return question.kind in _MADE


#: How an answer to each type comes about.
_MADE: dict[str, Callable[[Glance, Random], str]] = {
    "text": _text,
    "barcode": _text,
    "integer": _integer,
    "decimal": _decimal,
    "range": _range,
    "select_one": _one,
    "select_multiple": _several,
    "rank": _order,
    "acknowledge": lambda _seen, _rng: "OK",
    "date": _date,
    "time": _time,
    "dateTime": _moment,
    "geopoint": _point,
    "geotrace": _line,
    "geoshape": _area,
    **dict.fromkeys(("image", "audio", "video", "file"), lambda _seen, _rng: FILE),
}
