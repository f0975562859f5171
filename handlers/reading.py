"""From a Telegram update to :class:`Incoming`, and the two shapes that handlers have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, filters

from bot.actions.house import House
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming, Media, Place, Sender

Action = Callable[[Tx, Incoming], None]
Handlers = list[BaseHandler[Any, Any, Any]]


def command(house: House, name: str, action: Action) -> BaseHandler[Any, Any, Any]:
    """A handler that calls ``action`` when somebody sends ``/name`` in the private chat."""

    async def callback(update: Update, _context: object) -> None:
        incoming = read(update)
        if incoming is not None:
            house.hear(action, incoming)

    return CommandHandler(name, callback, filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE)


def read(update: Update) -> Incoming | None:
    """What the update says, or None when it is of a kind that Sala does not act on."""
    query, message = update.callback_query, update.effective_message
    if query is not None:
        where = query.message
        return Incoming(
            update_id=update.update_id,
            sender=_sender(update),
            chat_id=where.chat.id if where else query.from_user.id,
            message_id=where.message_id if where else 0,
            private=where is None or where.chat.type == "private",
            tap=query.data or "",
            callback_id=query.id,
            chat_title=(where.chat.title or "") if where else "",
        )
    if message is None or update.effective_user is None:
        return None
    name, argument = _command(message)
    return Incoming(
        update_id=update.update_id,
        sender=_sender(update),
        chat_id=message.chat.id,
        message_id=message.message_id,
        private=message.chat.type == "private",
        text=message.text or "",
        command=name,
        argument=argument,
        media=_media(message),
        place=Place(message.location.latitude, message.location.longitude) if message.location else None,
        caption=message.caption or "",
        edited=update.edited_message is not None,
        chat_title=message.chat.title or "",
        html=message.text_html or message.caption_html or "",
        topic_id=(message.message_thread_id or 0) if message.is_topic_message else 0,
        forum=bool(message.chat.is_forum),
        reply_to=message.reply_to_message.message_id if message.reply_to_message else 0,
    )


def _sender(update: Update) -> Sender:
    user = update.effective_user
    if user is None:
        raise ValueError("an update without a user")
    return Sender(user.id, user.full_name, user.username or "", user.language_code or "")


def _command(message: Message) -> tuple[str, str]:
    text = message.text or ""
    if not text.startswith("/"):
        return "", ""
    head, _, rest = text[1:].partition(" ")
    return head.partition("@")[0].lower(), rest.strip()


def _media(message: Message) -> Media | None:
    if message.photo:
        largest = message.photo[-1]
        return Media(
            "photo", largest.file_id, largest.file_unique_id, "image/jpeg", size=largest.file_size or 0
        )
    if message.voice:
        voice = message.voice
        return Media(
            "voice",
            voice.file_id,
            voice.file_unique_id,
            voice.mime_type or "audio/ogg",
            size=voice.file_size or 0,
            duration=_seconds(voice.duration),
        )
    for kind, file in (("audio", message.audio), ("video", message.video), ("document", message.document)):
        if file is not None:
            return Media(
                kind,  # type: ignore[arg-type]  # the tuple above holds only media kinds
                file.file_id,
                file.file_unique_id,
                file.mime_type or "",
                size=file.file_size or 0,
                duration=_seconds(getattr(file, "duration", 0)),
                file_name=file.file_name or "",
            )
    return None


def _seconds(duration: int | dt.timedelta | None) -> int:
    return int(duration.total_seconds()) if isinstance(duration, dt.timedelta) else duration or 0
