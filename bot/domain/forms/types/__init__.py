"""The question types: one file each, and one line in ``TYPES``.

A type says how a question is asked (:class:`Ask`) and reads what comes back (:data:`Reading`). Skip,
Back and Later are not its business; nor are other ways of answering (``sala_alt``) and consent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forms.types.acknowledge import Acknowledge
from bot.domain.forms.types.base import (
    Ask,
    Button,
    Confirm,
    Draft,
    MediaValue,
    QuestionType,
    Reading,
    Unreadable,
    Value,
)
from bot.domain.forms.types.date import Date
from bot.domain.forms.types.date_time import DateTime
from bot.domain.forms.types.files import FILE, PHOTO, VIDEO, VOICE, SentFile
from bot.domain.forms.types.geopoint import Geopoint
from bot.domain.forms.types.note import Note
from bot.domain.forms.types.number import WholeOrDecimal
from bot.domain.forms.types.pins import Pins
from bot.domain.forms.types.rank import Rank
from bot.domain.forms.types.scale import Scale
from bot.domain.forms.types.select_multiple import SelectMultiple
from bot.domain.forms.types.select_one import SelectOne
from bot.domain.forms.types.text import Text
from bot.domain.forms.types.time import Time
from bot.domain.forms.types.unsupported import Unsupported

if TYPE_CHECKING:
    from bot.domain.forms.form import Question

__all__ = [
    "TYPES",
    "Ask",
    "Button",
    "Confirm",
    "Draft",
    "MediaValue",
    "QuestionType",
    "Reading",
    "Unreadable",
    "Value",
    "of",
]

_UNSUPPORTED = Unsupported()

TYPES: tuple[QuestionType, ...] = (
    Note(),
    Text(),
    WholeOrDecimal("integer", whole=True),
    WholeOrDecimal("decimal", whole=False),
    Scale(),
    SelectOne(),
    SelectMultiple(),
    Rank(),
    Acknowledge(),
    Date(),
    Time(),
    DateTime(),
    Geopoint(),
    Pins("geotrace", 2, closed=False),
    Pins("geoshape", 3, closed=True),
    SentFile("image", {"photo"}, PHOTO),
    SentFile("audio", {"voice", "audio"}, VOICE),
    SentFile("video", {"video"}, VIDEO),
    SentFile("file", {"document", "photo", "video", "audio", "voice"}, FILE),
    _UNSUPPORTED,
)

_BY_KIND = {kind: made for made in TYPES for kind in made.kinds}


def of(question: Question) -> QuestionType:
    """The type of a question. One that no chat can serve says so, and is skipped."""
    return _BY_KIND.get(question.kind, _UNSUPPORTED)
