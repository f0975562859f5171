from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text
from sqlmodel import Session, select
from telegram import Update as TelegramUpdate
from telegram.ext import CommandHandler

from bot.actions.tx import Tx
from bot.app import App
from bot.intake import TokenRefused
from storage.tables import DeadLetter, Event, Outbox, Person, Update
from tests.support.scripted import Call, Refusal, ScriptedTelegram, bot_at, scripted


def rows(app: App, table: type[Any]) -> list[Any]:
    with Session(app.engine) as session:
        return list(session.exec(select(table)))


def note_and_fail(app: App, *, fail: bool = True) -> CommandHandler[Any, Any]:
    """A handler of /boom that writes something down and then fails."""

    async def boom(update: TelegramUpdate, _context: object) -> None:
        def act(tx: Tx) -> None:
            tx.note("boom")
            tx.session.flush()

        app.house.do(act)
        if fail:
            raise ValueError("boom")

    return CommandHandler("boom", boom)


async def settled(telegram: ScriptedTelegram, app: App) -> None:
    """Wait until every update was confirmed and everything was said."""
    async with asyncio.timeout(20):
        await telegram.quiet()
        await app.settle()


async def test_an_update_is_confirmed_only_after_its_effects_are_committed(tmp_path: Path) -> None:
    committed: list[int] = []
    async with scripted() as telegram:
        first = telegram.write("hello")

        def script(call: Call) -> None:
            if (
                call.method == "getUpdates"
                and int(call.fields["offset"]) > first["update_id"]
                and not committed
            ):
                committed.append(len(rows(app, Person)))

        async with bot_at(telegram, tmp_path) as app:
            telegram.script = script
            await telegram.asked(lambda calls: bool(committed))
    assert committed == [1]


async def test_a_crash_before_the_confirmation_brings_the_update_again_and_it_is_applied_once(
    tmp_path: Path,
) -> None:
    async with scripted() as telegram:
        update = telegram.write("hello")

        def never_confirmed(call: Call) -> None:
            if call.method == "getUpdates" and int(call.fields["offset"]) > update["update_id"]:
                raise Refusal(500, "Internal Server Error")

        telegram.script = never_confirmed
        async with bot_at(telegram, tmp_path) as app:
            await telegram.asked(lambda calls: len(telegram.sent()) == 1)
            await app.settle()
        assert telegram.updates == [update], "it was not confirmed"
        telegram.script = lambda call: None
        async with bot_at(telegram, tmp_path) as app:
            await settled(telegram, app)
            assert [row.id for row in rows(app, Update)] == [update["update_id"]]
            assert len(rows(app, Outbox)) == 1
    assert len(telegram.sent()) == 1


async def test_the_same_update_twice_in_one_batch_is_applied_once(tmp_path: Path) -> None:
    async with scripted() as telegram:
        telegram.updates.append(telegram.write("hello"))
        async with bot_at(telegram, tmp_path) as app:
            await settled(telegram, app)
    assert len(telegram.sent()) == 1


async def test_an_update_that_fails_is_set_aside_and_the_batch_goes_on(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        app.dispatch.handlers.insert(0, note_and_fail(app))
        telegram.updates += [telegram.write("one", account=1), telegram.write("/boom now", account=2)]
        telegram.write("three", account=3)
        await settled(telegram, app)
        (letter,) = rows(app, DeadLetter)
        assert letter.update["message"]["text"] == "/boom now"
        assert letter.telegram_id == 2
        assert 'raise ValueError("boom")' in letter.traceback
        assert [event.kind for event in rows(app, Event)] == [], "what it had written was undone"
        assert len(rows(app, Update)) == 3
        said = {row.chat_id: row.text for row in rows(app, Outbox)}
    assert set(said) == {0, 1, 3}, "the word to the stranger was sent, and nothing of them is kept"
    assert sum("something went wrong on my side" in sent for sent in telegram.sent()) == 1


async def test_a_failed_update_is_not_tried_again_by_itself(tmp_path: Path) -> None:
    async with scripted() as telegram:
        update = telegram.write("/boom")
        telegram.script = lambda call: _refuse_confirming(call, update)
        async with bot_at(telegram, tmp_path) as app:
            app.dispatch.handlers.insert(0, note_and_fail(app))
            await telegram.asked(lambda calls: len(telegram.sent()) == 1)
            await app.settle()
        telegram.script = lambda call: None
        async with bot_at(telegram, tmp_path) as app:
            app.dispatch.handlers.insert(0, note_and_fail(app, fail=False))
            await settled(telegram, app)
            assert rows(app, Event) == []
            assert len(rows(app, DeadLetter)) == 1
    assert len(telegram.sent()) == 1


def _refuse_confirming(call: Call, update: dict[str, Any]) -> None:
    if call.method == "getUpdates" and int(call.fields["offset"]) > update["update_id"]:
        raise Refusal(502, "Bad Gateway")


async def test_an_update_that_cannot_even_be_read_is_set_aside(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        telegram.push(message={"message_id": "not a number at all", "chat": None})
        telegram.write("hello")
        await settled(telegram, app)
        assert len(rows(app, DeadLetter)) == 1
        assert len(telegram.sent()) == 1


async def test_updates_of_kinds_that_nobody_wants_do_no_harm(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        telegram.push(poll={"id": "1", "question": "?", "options": []})
        telegram.push(something_new={"of": "2031"})
        telegram.write("hello")
        await settled(telegram, app)
        assert len(rows(app, Update)) == 3
        assert len(telegram.sent()) == 1


def press(data: str, number: str = "77") -> dict[str, Any]:
    who = {"id": 7, "is_bot": False, "first_name": "Noy", "language_code": "en"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "?"}
    return {"id": number, "from": who, "chat_instance": "1", "data": data, "message": message}


async def test_every_button_press_is_answered_before_the_next_batch_is_asked_for(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        await telegram.asked(lambda calls: any(call.method == "getUpdates" for call in calls))
        app.dispatch.handlers.clear()  # nobody handles it, and still the phone must not wait
        telegram.push(callback_query=press("forged"))
        await settled(telegram, app)
        methods = [call.method for call in telegram.calls]
        answered = methods.index("answerCallbackQuery")
        assert telegram.calls[answered].fields["callback_query_id"] == "77"
        assert "getUpdates" in methods[answered:]


async def test_a_press_whose_handling_fails_is_answered_too(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        telegram.write("hello")
        await settled(telegram, app)
        with app.engine.begin() as connection:
            connection.execute(text("UPDATE conversation SET flow = 'nowhere', token = 'abc'"))
            connection.execute(
                text(
                    "INSERT OR IGNORE INTO conversation (person_id, flow, step, data, token, changed_at) "
                    "VALUES (1, 'joining', '', '{}', 'abc', '2026-01-01 00:00:00')"
                )
            )
        telegram.push(callback_query=press("joining:abc:x"))
        await settled(telegram, app)
        assert [
            call.fields["callback_query_id"]
            for call in telegram.calls
            if call.method == "answerCallbackQuery"
        ] == ["77"]


@pytest.mark.parametrize(
    "answer",
    [
        Refusal(500, "Internal Server Error"),
        Refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        Refusal(409, "Conflict: terminated by other getUpdates request"),
        web.Response(text="<html>a proxy says hello</html>"),
    ],
)
async def test_trouble_on_the_way_is_waited_out(
    tmp_path: Path, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.intake.CONFLICT_WAIT", 0.01)
    left = [answer, answer]

    def script(call: Call) -> Any:
        if call.method == "getUpdates" and left:
            found = left.pop()
            if isinstance(found, Refusal):
                raise found
            return web.Response(text=found.text)
        return None

    async with scripted() as telegram:
        telegram.script = script
        telegram.write("hello")
        async with bot_at(telegram, tmp_path) as app:
            await telegram.asked(lambda calls: len(telegram.sent()) == 1)
            await app.settle()
    assert not left


async def test_a_wrong_token_ends_the_start_with_a_clear_word(tmp_path: Path) -> None:
    async with scripted() as telegram:
        telegram.script = lambda call: _unauthorized()
        with pytest.raises(TokenRefused, match=r"telegram\.token"):
            async with bot_at(telegram, tmp_path):
                pass


async def test_a_token_that_is_taken_back_ends_the_intake(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        await app.settle()
        telegram.script = lambda call: _unauthorized()
        telegram.write("hello")
        with pytest.raises(TokenRefused):
            await app.wait()


def _unauthorized() -> None:
    raise Refusal(401, "Unauthorized")


async def test_a_start_without_network_waits_for_it(tmp_path: Path) -> None:
    left = [1, 2, 3]

    def script(call: Call) -> None:
        if left:
            left.pop()
            raise Refusal(502, "Bad Gateway")

    async with scripted() as telegram:
        telegram.script = script
        async with bot_at(telegram, tmp_path):
            pass
    assert not left


async def test_when_the_database_fails_nothing_is_confirmed_and_nothing_is_lost(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        await telegram.asked(lambda calls: any(call.method == "getUpdates" for call in calls))
        with app.engine.begin() as connection:
            connection.execute(text('ALTER TABLE "update" RENAME TO away'))
        update = telegram.write("hello")
        asked = len(telegram.calls)
        await telegram.asked(lambda calls: sum(call.method == "getUpdates" for call in calls[asked:]) >= 2)
        assert telegram.updates == [update]
        with app.engine.begin() as connection:
            connection.execute(text('ALTER TABLE away RENAME TO "update"'))
        await settled(telegram, app)
        assert len(rows(app, DeadLetter)) == 0
    assert len(telegram.sent()) == 1


async def test_somebody_who_blocks_the_bot_and_comes_back(tmp_path: Path) -> None:
    def member(status: str) -> dict[str, Any]:
        who = {"id": 7, "is_bot": False, "first_name": "Noy"}
        bot = {"id": 1, "is_bot": True, "first_name": "Sala"}
        new = {"user": bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}
        return {
            "chat": {"id": 7, "type": "private"},
            "from": who,
            "date": 1,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": new,
        }

    async with scripted() as telegram, bot_at(telegram, tmp_path) as app:
        telegram.write("hello")
        await settled(telegram, app)
        telegram.push(my_chat_member=member("kicked"))
        await settled(telegram, app)
        assert [person.reachable for person in rows(app, Person)] == ["blocked"]
        telegram.push(my_chat_member=member("member"))
        await settled(telegram, app)
        assert [person.reachable for person in rows(app, Person)] == ["yes"]
        telegram.push(my_chat_member=member("kicked"))
        telegram.write("hello again")
        await settled(telegram, app)
        assert [person.reachable for person in rows(app, Person)] == ["yes"]


async def test_old_numbers_are_forgotten_since_telegram_may_use_them_again(tmp_path: Path) -> None:
    async with scripted() as telegram:
        update = telegram.write("hello")
        async with bot_at(telegram, tmp_path) as app:
            await settled(telegram, app)
        later = app.clock.now().replace(month=12, day=20)
        telegram.updates.append(update)
        async with bot_at(telegram, tmp_path, later) as app:
            await settled(telegram, app)
    assert len(telegram.sent()) == 2


async def test_what_was_applied_is_confirmed_at_a_clean_stop(tmp_path: Path) -> None:
    async with scripted() as telegram:
        async with bot_at(telegram, tmp_path) as app:
            telegram.write("hello")
            await settled(telegram, app)
        assert telegram.updates == []
