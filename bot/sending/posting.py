"""One letter becomes one call of the Bot API."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ForumTopic,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode

from bot.actions.delivering import Letter
from bot.actions.makers import Made

#: What can go with a letter: a handle of a file that Telegram has, a file that was made, or one on disk.
Attachment = str | Made | Path | None

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def post(bot: Bot, letter: Letter, attachment: Attachment = None) -> Message | ForumTopic | None:
    """Send or change the message. Gives the new message or topic; None when an earlier one was changed.

    Raises what PTB raises, and ``ValueError`` for a letter of a kind that does not exist.
    """
    if letter.kind == "text":
        return await bot.send_message(
            letter.chat_id,
            letter.text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            disable_notification=bool(letter.extra.get("silent")),
            reply_markup=_keyboard(letter),
            message_thread_id=letter.topic,
        )
    if letter.kind in _OTHERS:
        return await _OTHERS[letter.kind](bot, letter)
    if letter.kind in _FILES:
        return await _send_file(bot, letter, attachment)
    if letter.kind == "topic":
        return await bot.create_forum_topic(letter.chat_id, letter.text)
    if letter.kind in _CHANGES:
        await _CHANGES[letter.kind](bot, letter)
        return None
    raise ValueError(f"there is no kind of message called {letter.kind}")


def number_of(sent: Message | ForumTopic | None) -> int | None:
    """Telegram's number of what was sent or made."""
    if isinstance(sent, ForumTopic):
        return sent.message_thread_id
    return sent.message_id if sent is not None else None


def file_id_of(message: Message) -> str:
    """Telegram's handle of the file in a message that was sent, or an empty string."""
    if message.photo:
        return message.photo[-1].file_id
    file = message.document or message.voice or message.audio or message.video
    return file.file_id if file is not None else ""


def _keyboard(letter: Letter) -> InlineKeyboardMarkup | None:
    rows = letter.extra.get("buttons") or []
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(label, data) for label, data in row] for row in rows])


def _button(label: str, data: str) -> InlineKeyboardButton:
    if data.startswith(("https://", "tg://")):
        return InlineKeyboardButton(label, url=data)
    return InlineKeyboardButton(label, callback_data=data)


async def _send_file(bot: Bot, letter: Letter, attachment: Attachment) -> Message:
    method: Callable[..., Awaitable[Message]] = getattr(bot, f"send_{letter.kind}")
    with ExitStack() as opened:
        return await method(
            letter.chat_id,
            _input(attachment, opened),
            caption=letter.text or None,
            parse_mode=ParseMode.HTML,
            disable_notification=bool(letter.extra.get("silent")),
            reply_markup=_keyboard(letter),
            message_thread_id=letter.topic,
        )


async def _send_location(bot: Bot, letter: Letter) -> Message:
    latitude, longitude = letter.extra["attach"]["place"]
    return await bot.send_location(letter.chat_id, latitude, longitude, reply_markup=_keyboard(letter))


async def _send_poll(bot: Bot, letter: Letter) -> Message:
    """A poll that tells the bot who voted what; in a private chat nobody else sees it."""
    return await bot.send_poll(
        letter.chat_id,
        html.unescape(letter.text),
        letter.extra["attach"]["options"],
        is_anonymous=False,
        reply_markup=_keyboard(letter),
    )


def _input(attachment: Attachment, opened: ExitStack) -> str | InputFile:
    if isinstance(attachment, str):
        return attachment
    if attachment is None:
        raise ValueError("a message with a file has none")
    name, content = attachment if isinstance(attachment, Made) else (attachment.name, attachment)
    if isinstance(content, bytes):
        return InputFile(content, filename=name)
    return InputFile(opened.enter_context(content.open("rb")), filename=name, read_file_handle=False)


async def _edit(bot: Bot, letter: Letter) -> None:
    chat, message = letter.chat_id, letter.target
    if letter.target_kind in _FILES:
        await bot.edit_message_caption(
            chat, message, caption=letter.text, parse_mode=ParseMode.HTML, reply_markup=_keyboard(letter)
        )
        return
    await bot.edit_message_text(
        letter.text,
        chat,
        message,
        parse_mode=ParseMode.HTML,
        link_preview_options=_NO_PREVIEW,
        reply_markup=_keyboard(letter),
    )


async def _edit_buttons(bot: Bot, letter: Letter) -> None:
    await bot.edit_message_reply_markup(letter.chat_id, letter.target, reply_markup=_keyboard(letter))


async def _delete(bot: Bot, letter: Letter) -> None:
    await bot.delete_message(letter.chat_id, letter.target or 0)


async def _stop_poll(bot: Bot, letter: Letter) -> None:
    await bot.stop_poll(letter.chat_id, letter.target or 0)


async def _set_menu(bot: Bot, letter: Letter) -> None:
    commands = letter.extra.get("attach", {}).get("commands", [])
    await bot.set_my_commands(
        [BotCommand(name, text) for name, text in commands], scope=BotCommandScopeChat(letter.chat_id)
    )


async def _delete_topic(bot: Bot, letter: Letter) -> None:
    await bot.delete_forum_topic(letter.chat_id, letter.extra["attach"]["topic"])


_FILES = ("photo", "document", "voice", "audio", "video")
_OTHERS: dict[str, Callable[[Bot, Letter], Awaitable[Message]]] = {
    "location": _send_location,
    "poll": _send_poll,
}
_CHANGES: dict[str, Callable[[Bot, Letter], Awaitable[Any]]] = {
    "edit": _edit,
    "buttons": _edit_buttons,
    "delete": _delete,
    "stop": _stop_poll,
    "menu": _set_menu,
    "topic_gone": _delete_topic,
}
