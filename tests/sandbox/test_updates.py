"""Updates on their way to the bot, asked for or brought; groups, menus, faults, limits, a second start."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.clock import VirtualClock
from bot.sandbox.limits import Limits
from bot.sandbox.room import Room
from tests.sandbox.conftest import Table
from tests.support.running import FRIDAY, TOKEN


async def test_updates_stay_until_they_are_confirmed(table: Table) -> None:
    await table.noy.send_text("one")
    await table.noy.send_text("two")
    first = await table.bot.get_updates(limit=2)
    assert [update.message.text for update in first if update.message] == ["/start", "one"]
    assert [update.update_id for update in await table.bot.get_updates()][:2] == [
        update.update_id for update in first
    ]
    rest = await table.bot.get_updates(offset=first[-1].update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["two"]
    assert await table.bot.get_updates(offset=rest[-1].update_id + 1) == ()
    assert table.room.world.updates == []


async def test_a_question_is_held_until_something_comes(table: Table) -> None:
    await table.bot.get_updates(offset=(await table.bot.get_updates())[-1].update_id + 1)
    asking = asyncio.create_task(table.bot.get_updates(timeout=20))
    await table.room.quiet()
    assert not asking.done()
    await table.noy.send_text("now")
    [update] = await asking
    assert update.message is not None
    assert (update.message.text, update.message.date) == ("now", FRIDAY)


async def test_only_wanted_kinds_come(table: Table) -> None:
    await table.noy.edit_text(table.noy.messages[0].message_id, "/start again")
    [update] = await table.bot.get_updates(allowed_updates=["edited_message"])
    assert update.edited_message is not None
    assert update.edited_message.text == "/start again"


async def test_two_programs_with_one_token_hear_of_each_other(table: Table) -> None:
    await table.bot.get_updates(offset=(await table.bot.get_updates())[-1].update_id + 1)
    first = asyncio.create_task(table.bot.get_updates(timeout=20))
    await table.room.quiet()
    async with aiohttp.ClientSession() as client:
        second = asyncio.create_task(client.get(f"{table.base}/bot{TOKEN}/getUpdates?timeout=20"))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        second.cancel()


async def test_a_wrong_token_opens_nothing(table: Table) -> None:
    with pytest.raises(InvalidToken):
        await Bot("1:wrong", base_url=f"{table.base}/bot").get_me()


async def test_blocking_and_coming_back_is_told(table: Table) -> None:
    await table.noy.block()
    await table.noy.block(False)
    changes = [update.my_chat_member for update in (await table.bot.get_updates())[1:]]
    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]


async def test_menus_are_found_from_the_narrowest_place_on(table: Table) -> None:
    everybody, private, own = (
        BotCommandScopeAllPrivateChats(),
        BotCommandScopeAllPrivateChats(),
        BotCommandScopeChat(table.noy.account),
    )
    await table.bot.set_my_commands([BotCommand("help", "Help")])
    assert [each["command"] for each in table.noy.commands] == ["help"]
    await table.bot.set_my_commands([BotCommand("help", "Help")], scope=everybody)
    await table.bot.set_my_commands([BotCommand("help", "ຊ່ວຍ")], scope=private, language_code="lo")
    assert [each["description"] for each in table.noy.commands] == ["ຊ່ວຍ"]
    await table.bot.set_my_commands([BotCommand("today", "Today")], scope=own)
    assert [each["command"] for each in table.noy.commands] == ["today"]
    assert (await table.bot.get_my_commands(scope=own))[0].command == "today"
    await table.bot.delete_my_commands(scope=own)
    assert [each["command"] for each in table.noy.commands] == ["help"]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await table.bot.set_my_commands([BotCommand("Not This", "x")])


async def test_the_bot_describes_itself(table: Table) -> None:
    await table.bot.set_my_description("I guide workshops.")
    await table.bot.set_my_short_description("Workshops", language_code="en")
    await table.bot.set_my_name("Sala of Khon Kaen")
    assert (await table.bot.get_my_description()).description == "I guide workshops."
    assert (await table.bot.get_my_short_description("en")).short_description == "Workshops"
    assert (await table.bot.get_my_name()).name == "Sala of Khon Kaen"
    chat = await table.bot.get_chat(table.noy.account)
    assert (chat.type, chat.first_name, chat.last_name) == ("private", "Noy", "Phommachan")
    assert (await table.bot.get_chat_member(table.noy.account, table.noy.account)).status == "member"
    assert await table.bot.get_chat_member_count(table.noy.account) == 2


async def test_a_group_and_its_way_to_a_supergroup(table: Table) -> None:
    mya = table.room.add_phone(name="Mya")
    group = table.room.add_group("Weavers", [table.noy, mya])
    old = group.id
    await table.noy.send_text("just talking", chat=old)
    await mya.send_text("/board@sala_bot", chat=old)
    sent = await table.bot.send_message(old, "Hello all")
    await mya.send_text("thanks", chat=old, reply_to=sent.message_id)
    updates = (await table.bot.get_updates())[1:]
    assert updates[0].my_chat_member is not None
    assert [update.message.text for update in updates if update.message] == ["/board@sala_bot", "thanks"]
    assert (await table.bot.get_chat(old)).title == "Weavers"
    assert [each.status for each in await table.bot.get_chat_administrators(old)] == ["creator"]
    new = group.migrate()
    with pytest.raises(ChatMigrated) as moved:
        await table.bot.send_message(old, "x")
    assert moved.value.new_chat_id == new
    assert (await table.bot.send_message(new, "x")).chat.type == "supergroup"
    assert await table.bot.leave_chat(new)
    with pytest.raises(TelegramError, match="bot is not a member"):
        await table.bot.send_message(new, "x")


async def test_faults_come_as_they_were_planned(table: Table) -> None:
    noy, faults = table.noy.account, table.room.faults
    faults.plan("too_many", method="sendMessage", seconds=7)
    with pytest.raises(RetryAfter, match="Retry in 7"):
        await table.bot.send_message(noy, "x")
    faults.plan("server_error", code=502, description="Bad Gateway", after=1)
    await table.bot.send_message(noy, "first")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await table.bot.send_message(noy, "second")
    faults.plan("cut_before", chat_id=noy)
    with pytest.raises(NetworkError):
        await table.bot.send_message(noy, "never arrived")
    faults.plan("cut_after", chat_id=noy)
    with pytest.raises(NetworkError):
        await table.bot.send_message(noy, "arrived unheard")
    assert [message.text for message in table.noy.messages[1:]] == ["first", "arrived unheard"]
    faults.plan("slow", seconds=0.01)
    assert await table.bot.send_message(noy, "late")
    assert [(call.method, call.code) for call in table.room.log if call.method == "sendMessage"] == [
        ("sendMessage", 429),
        ("sendMessage", 200),
        ("sendMessage", 502),
        ("sendMessage", 0),
        ("sendMessage", 200),
        ("sendMessage", 200),
    ]


async def test_telegrams_limits_hold_when_they_are_asked_for(table: Table) -> None:
    table.room.limits = Limits(per_chat=1, burst=3)
    for number in range(3):
        await table.bot.send_message(table.noy.account, str(number))
    with pytest.raises(RetryAfter):
        await table.bot.send_message(table.noy.account, "one too many")
    table.room.limits = Limits(per_second=2)
    mya = table.room.add_phone(name="Mya")
    await mya.send_text("/start")
    await table.bot.send_message(table.noy.account, "1")
    await table.bot.send_message(mya.account, "2")
    with pytest.raises(RetryAfter) as refused:
        await table.bot.send_message(mya.account, "3")
    assert "Retry in 1" in str(refused.value)
    group = table.room.add_group("Weavers", [mya])
    table.room.limits = Limits(per_group_minute=1)
    await table.bot.send_message(group.id, "1")
    with pytest.raises(RetryAfter):
        await table.bot.send_message(group.id, "2")


async def test_a_webhook_brings_each_update_until_it_is_taken(table: Table) -> None:
    heard: list[tuple[str, str]] = []
    answers = iter([500, 302, 200, 200, 200])

    async def hear(request: web.Request) -> web.Response:
        body: dict[str, Any] = await request.json()
        update = Update.de_json(body, table.bot)
        assert update.message is not None
        heard.append((str(update.message.text), request.headers["X-Telegram-Bot-Api-Secret-Token"]))
        return web.Response(status=next(answers))

    app = web.Application()
    app.router.add_post("/hook", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await table.bot.set_webhook(
        f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret", allowed_updates=["message"]
    )
    await table.noy.send_text("one")
    async with asyncio.timeout(10):
        await table.room.quiet()
    assert heard == [("/start", "s3cret")] * 3 + [("one", "s3cret")]
    with pytest.raises(Conflict, match="webhook is active"):
        await table.bot.get_updates()
    info = await table.bot.get_webhook_info()
    assert (info.pending_update_count, info.url.endswith("/hook")) == (0, True)
    await table.bot.delete_webhook()
    await table.noy.send_text("two")
    [update] = await table.bot.get_updates()
    assert update.message is not None
    assert update.message.text == "two"
    with pytest.raises(BadRequest, match="an https url must be provided"):
        await table.bot.set_webhook("http://example.org/hook")
    await runner.cleanup()


async def test_a_room_goes_on_where_it_was(tmp_path: Path) -> None:
    room = Room(VirtualClock(FRIDAY), tmp_path, token=TOKEN)
    base = await room.start("127.0.0.1", 0)
    noy = room.add_phone(name="Noy", country="LA", language_code="lo")
    noy.describe(role="trainee")
    await noy.send_text("/start")
    async with Bot(TOKEN, base_url=f"{base}/bot") as bot:
        sent = await bot.send_message(noy.account, "<b>Hello</b>", parse_mode="HTML")
        gone = await bot.send_message(noy.account, "to be deleted")
        await gone.delete()
    await room.stop()

    again = Room(VirtualClock(FRIDAY + dt.timedelta(days=1)), tmp_path, token=TOKEN)
    base = await again.start("127.0.0.1", 0)
    [phone] = again.phones.values()
    assert (phone.name, phone.country, phone.facts["role"], phone.language_code) == (
        "Noy",
        "LA",
        "trainee",
        "lo",
    )
    assert [message.html for message in phone.messages] == ["/start", "<b>Hello</b>"]
    assert [update["message"]["text"] for update in again.world.updates] == ["/start"]
    async with Bot(TOKEN, base_url=f"{base}/bot") as bot:
        new = await bot.send_message(noy.account, "next")
        assert new.message_id > gone.message_id > sent.message_id
    await again.stop()
