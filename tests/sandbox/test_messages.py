"""Messages in the room, as the library's own bot sends, changes and deletes them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from tests.sandbox.conftest import Table

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])


async def test_a_message_with_formatting_arrives_as_it_was_meant(table: Table) -> None:
    sent = await table.bot.send_message(
        table.noy.account,
        "<b>ສະບາຍດີ</b> &lt;3 <i>you</i> 👋 <code>/x</code> /help",
        parse_mode=ParseMode.HTML,
    )
    assert sent.text == "ສະບາຍດີ <3 you 👋 /x /help"
    assert sent.text_html == "<b>ສະບາຍດີ</b> &lt;3 <i>you</i> 👋 <code>/x</code> /help"
    assert [entity.type for entity in sent.entities] == ["bold", "italic", "code", "bot_command"]
    assert sent.parse_entity(sent.entities[-1]) == "/help"
    shown = table.noy.messages[-1]
    assert (shown.text, shown.from_bot) == (sent.text, True)
    assert shown.html == "<b>ສະບາຍດີ</b> &lt;3 <i>you</i> 👋 <code>/x</code> /help"


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<b>x", 'can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", "unmatched end tag at byte offset 4"),
        ("x</b>", "unexpected end tag at byte offset 1"),
        ("<p>x</p>", 'unsupported start tag "p" at byte offset 0'),
        ("a < b", "unclosed start tag at byte offset 2"),
        ("<span>x</span>", "unsupported start tag"),
    ],
)
async def test_wrong_formatting_is_refused_in_telegrams_words(table: Table, html: str, why: str) -> None:
    with pytest.raises(BadRequest, match=re.escape("Can't parse entities")) as refused:
        await table.bot.send_message(table.noy.account, html, parse_mode=ParseMode.HTML)
    assert why.lower() in str(refused.value).lower()


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "Message text is empty"), ("  \n ", "Message text is empty"), ("x" * 4097, "Message is too long")],
)
async def test_empty_and_endless_texts_are_refused(table: Table, text: str, why: str) -> None:
    with pytest.raises(BadRequest, match=why):
        await table.bot.send_message(table.noy.account, text)
    assert (await table.bot.send_message(table.noy.account, "x" * 4096)).text


async def test_buttons_are_checked_and_pressed(table: Table) -> None:
    for data in ("x" * 65, "ก" * 22):
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data=data)]])
        with pytest.raises(BadRequest, match="Button_data_invalid"):
            await table.bot.send_message(table.noy.account, "?", reply_markup=markup)
    await table.bot.send_message(table.noy.account, "Ready?", reply_markup=KEYS)
    message = table.noy.messages[-1]
    assert message.labels == ["Yes"]
    await table.noy.tap(message.message_id, "y")
    update = (await table.bot.get_updates())[-1]
    assert update.callback_query is not None
    assert update.callback_query.data == "y"
    assert update.callback_query.message is not None
    assert update.callback_query.message.message_id == message.message_id
    assert await update.callback_query.answer("Thank you", show_alert=True)
    assert [(each["text"], each["alert"]) for each in table.noy.toasts] == [("Thank you", True)]
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer()


async def test_a_press_cannot_be_answered_long_after(table: Table) -> None:
    await table.bot.send_message(table.noy.account, "Ready?", reply_markup=KEYS)
    await table.noy.tap(table.noy.messages[-1].message_id, "y")
    [*_, update] = await table.bot.get_updates()
    table.clock.turn_by(dt.timedelta(minutes=16))
    assert update.callback_query is not None
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer()


async def test_a_message_is_changed_and_an_equal_change_is_refused(table: Table) -> None:
    sent = await table.bot.send_message(table.noy.account, "One", reply_markup=KEYS)
    changed = await sent.edit_text("Two")
    assert not isinstance(changed, bool)
    assert (changed.text, changed.edit_date, changed.reply_markup) == ("Two", changed.date, None)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("Two")
    await sent.edit_reply_markup(KEYS)
    assert table.noy.messages[-1].labels == ["Yes"]
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await sent.edit_caption("x")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await table.bot.edit_message_text("x", table.noy.account, 999_999)
    own = table.noy.messages[0].message_id
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await table.bot.edit_message_text("x", table.noy.account, own)


async def test_a_message_is_deleted_for_two_days(table: Table) -> None:
    first = await table.bot.send_message(table.noy.account, "One")
    second = await table.bot.send_message(table.noy.account, "Two")
    assert await first.delete()
    assert [message.text for message in table.noy.messages] == ["/start", "Two"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await first.delete()
    table.clock.turn_by(dt.timedelta(hours=49))
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await second.delete()


async def test_keyboards_stand_until_they_are_taken_away(table: Table) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("My place", request_location=True), "No"]])
    await table.bot.send_message(table.noy.account, "Where?", reply_markup=keys)
    assert table.noy.keyboard is not None
    assert [key["text"] for key in table.noy.keyboard["keyboard"][0]] == ["My place", "No"]
    await table.bot.send_message(table.noy.account, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert table.noy.keyboard is None
    await table.bot.send_message(table.noy.account, "Name?", reply_markup=ForceReply())
    assert table.noy.keyboard == {"force_reply": True}


async def test_answers_copies_and_what_the_bot_is_doing(table: Table) -> None:
    own = table.noy.messages[0].message_id
    sent = await table.bot.send_message(table.noy.account, "Hello", reply_to_message_id=own)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == own
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await table.bot.send_message(table.noy.account, "x", reply_parameters=ReplyParameters(999_999))
    copy = await sent.copy(table.noy.account)
    assert table.noy.messages[-1].message_id == copy.message_id
    assert table.noy.messages[-1].text == "Hello"
    await table.bot.send_chat_action(table.noy.account, "typing")
    assert table.noy.typing == "typing"
    await table.bot.send_message(table.noy.account, "done")
    assert table.noy.typing == ""
    await table.bot.set_message_reaction(table.noy.account, own, "👍")
    with pytest.raises(BadRequest, match="Message to react not found"):
        await table.bot.set_message_reaction(table.noy.account, 999_999, "👍")


async def test_chats_that_cannot_be_written_to(table: Table) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await table.bot.send_message(12345, "x")
    quiet = table.room.add_phone(name="Never Opened")
    with pytest.raises(BadRequest, match="Chat not found"):
        await table.bot.send_message(quiet.account, "x")
    await table.noy.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await table.bot.send_message(table.noy.account, "x")
    await table.noy.send_text("I am back")
    assert await table.bot.send_message(table.noy.account, "x")
    table.noy.delete_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await table.bot.send_message(table.noy.account, "x")


async def test_a_method_that_the_room_lacks_says_its_name(table: Table) -> None:
    with pytest.raises(TelegramError, match="the rehearsal room has no method sendDice"):
        await table.bot.send_dice(table.noy.account)
