"""What a person did in a chat, free of Telegram's types: the one argument of every action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MediaKind = Literal["photo", "voice", "audio", "video", "document"]


@dataclass(frozen=True)
class Sender:
    """Who sent it, as Telegram knows them. ``language_code`` is an IETF tag or empty."""

    telegram_id: int
    full_name: str
    username: str = ""
    language_code: str = ""


@dataclass(frozen=True)
class Media:
    """A file waiting at Telegram. ``size`` in bytes, ``duration`` in seconds, both 0 when unknown."""

    kind: MediaKind
    file_id: str
    file_unique_id: str
    mime: str = ""
    size: int = 0
    duration: int = 0
    file_name: str = ""


@dataclass(frozen=True)
class Place:
    """A point that a person sent, in degrees (WGS 84), as precise as the phone gave it."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Incoming:
    """One update, reduced to what Sala acts on.

    ``command`` is the command without slash and bot name, ``argument`` what follows it. ``tap`` is
    the callback data of a pressed button and ``message_id`` then names the message that carries it.
    ``edited`` marks a correction of an earlier message. ``html`` is the text or caption with the bold,
    links and other formatting that the person gave it, as Telegram HTML. ``reply_to`` is the number of the
    message that it answers, ``topic_id`` that of the forum topic in which it stands, 0 for none; ``forum``
    tells that the group has topics.
    """

    update_id: int
    sender: Sender
    chat_id: int
    message_id: int
    private: bool = True
    text: str = ""
    command: str = ""
    argument: str = ""
    tap: str = ""
    callback_id: str = ""
    media: Media | None = None
    place: Place | None = None
    caption: str = ""
    edited: bool = False
    chat_title: str = ""
    html: str = ""
    reply_to: int = 0
    topic_id: int = 0
    forum: bool = False
