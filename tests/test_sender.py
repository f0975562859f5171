from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlmodel import Session, select

from bot.actions.tx import BROADCAST, PROMPT, REPLY, Tx
from storage.tables import Outbox, Person
from tests.support.letters import only, outbox, people, running, say_all, settle
from tests.support.scripted import Call, Refusal, ScriptedTelegram, bot_at, scripted


async def test_replies_leave_before_prompts_and_prompts_before_broadcasts(tmp_path: Path) -> None:
    async with running(tmp_path, sender={"per_second": 99}) as (telegram, app):
        who = people(app, 9)
        order = zip(who, [BROADCAST, PROMPT, REPLY] * 3, strict=True)
        say_all(app, [(each, str(priority), {"priority": priority}) for each, priority in order])
        await settle(app)
        assert telegram.sent() == ["0"] * 3 + ["1"] * 3 + ["2"] * 3


async def test_within_a_chat_the_order_is_the_order_of_decision_whatever_the_priority(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)
        priorities = [BROADCAST, PROMPT, REPLY, BROADCAST, REPLY]
        say_all(
            app, [(noy, str(number), {"priority": priority}) for number, priority in enumerate(priorities)]
        )
        await settle(app)
        assert telegram.sent() == ["0", "1", "2", "3", "4"]


async def test_a_reply_overtakes_a_long_broadcast(tmp_path: Path) -> None:
    async with running(tmp_path, sender={"per_second": 50}) as (telegram, app):
        who = people(app, 40)
        say_all(app, [(each, "all", {"priority": BROADCAST}) for each in who[:39]])
        await telegram.asked(lambda calls: len(telegram.sent()) >= 3)
        say_all(app, [(who[39], "you", {})])
        await settle(app)
        assert telegram.sent().index("you") < 10


async def test_never_more_than_thirty_in_any_second_and_no_burst_after_a_wait(tmp_path: Path) -> None:
    """At Sala's own limit of 28 a second, with a 429 in the middle."""
    refused: list[float] = []

    def once(call: Call) -> None:
        if len(telegram.sent()) == 30 and not refused:
            refused.append(call.at)
            raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)

    async with running(tmp_path, sender={"per_second": 28}) as (telegram, app):
        telegram.script = only("sendMessage", once)
        say_all(app, [(each, "all", {"priority": BROADCAST}) for each in people(app, 70)])
        await settle(app)
        instants = [call.at for call in telegram.calls if call.method == "sendMessage"]
        worst = max(sum(start <= at < start + 1 for at in instants) for start in instants)
        assert worst <= 30
        after = [at for at in instants if at > refused[0]]
        assert after[1] - refused[0] >= 1, "one was on its way, then nothing for a second"
        assert {row.state for row in outbox(app)} == {"sent"}
        assert len(instants) == 71, "each arrived once; the refused one was repeated"


async def test_one_chat_is_served_once_a_second_after_a_small_burst(tmp_path: Path) -> None:
    async with running(tmp_path, sender={"per_chat": 10, "burst": 3}) as (telegram, app):
        (noy,) = people(app, 1)
        say_all(app, [(noy, str(number), {}) for number in range(8)])
        await settle(app)
        instants = [call.at for call in telegram.calls if call.method == "sendMessage"]
        assert instants[7] - instants[2] >= 0.45, "five more at ten a second"
        assert telegram.sent() == [str(number) for number in range(8)]


async def test_a_wait_for_one_busy_chat_does_not_stop_the_others(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        noy, dara = people(app, 2)
        left = [1]

        def refuse(call: Call) -> None:
            if call.fields["chat_id"] == "1" and call.fields["text"] == "third" and left:
                left.pop()
                raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)

        telegram.script = only("sendMessage", refuse)
        say_all(app, [(noy, text, {}) for text in ("first", "second", "third", "fourth")])
        await telegram.asked(lambda calls: not left)
        say_all(app, [(dara, "hello", {})])
        await settle(app)
        texts = telegram.sent()
        assert texts.index("hello") < texts.index("fourth")
        assert [text for text in texts if text != "hello"] == ["first", "second", "third", "third", "fourth"]


@pytest.mark.parametrize("trouble", ["500", "cut"])
async def test_network_trouble_is_waited_out_in_order(tmp_path: Path, trouble: str) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)
        left = list(range(5))

        def fail(call: Call) -> Any:
            if not left:
                return None
            left.pop()
            if trouble == "500":
                raise Refusal(500, "Internal Server Error")
            cut = web.Response(status=200, headers={"Content-Length": "1000"}, body=b"cut")
            cut.force_close()
            return cut

        telegram.script = only("sendMessage", fail)
        say_all(app, [(noy, "first", {}), (noy, "second", {})])
        await settle(app)
        assert telegram.sent() == ["first"] * 6 + ["second"]
        assert [row.state for row in outbox(app)] == ["sent", "sent"]


async def settle_all_but_first(telegram: ScriptedTelegram, number: int) -> None:
    """Wait until the people from 2 to ``number`` have their message."""
    await telegram.asked(lambda calls: telegram.sent().count("fine") >= number - 1)


async def test_a_message_that_fails_while_all_others_get_through_is_set_aside(tmp_path: Path) -> None:
    async with running(tmp_path, sender={"retry_first": 0.005, "retry_most": 0.01}) as (telegram, app):
        who = people(app, 200)

        def fail(call: Call) -> None:
            if call.fields["chat_id"] == "1":
                raise Refusal(500, "Internal Server Error")

        telegram.script = only("sendMessage", fail)
        say_all(app, [(who[0], "poison", {})])
        for each in who[1:]:
            say_all(app, [(each, "fine", {})])
            await settle_all_but_first(telegram, each.id or 0)
            if outbox(app)[0].state != "queued":
                break
        await settle(app)
        first = outbox(app)[0]
        assert (first.state, first.reason) == ("failed", "Telegram could not take it")


async def test_a_malformed_message_is_set_aside_with_the_reason_and_the_chat_goes_on(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)

        def parse(call: Call) -> None:
            if "<b>" in call.fields["text"]:
                raise Refusal(400, "Bad Request: can't parse entities: unclosed start tag")

        telegram.script = only("sendMessage", parse)
        say_all(app, [(noy, "<b>oops", {}), (noy, "fine", {}), (noy, "?", {"kind": "song"})])
        await settle(app)
        rows = outbox(app)
        assert [row.state for row in rows] == ["failed", "sent", "failed"]
        assert "can't parse entities" in rows[0].reason.lower()


@pytest.mark.parametrize(
    ("code", "description", "how"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "gone"),
        (400, "Bad Request: chat not found", "gone"),
    ],
)
async def test_somebody_who_cannot_be_reached_is_marked_and_their_messages_are_dropped(
    tmp_path: Path, code: int, description: str, how: str
) -> None:
    async with running(tmp_path) as (telegram, app):
        noy, dara = people(app, 2)

        def refuse(call: Call) -> None:
            if call.fields["chat_id"] == "1":
                raise Refusal(code, description)

        telegram.script = only("sendMessage", refuse)
        say_all(app, [(noy, "one", {}), (noy, "two", {}), (dara, "one", {})])
        await settle(app)
        assert [(row.state, row.reason) for row in outbox(app)] == [
            ("dropped", how),
            ("dropped", how),
            ("sent", ""),
        ]
        with Session(app.engine) as session:
            assert [person.reachable for person in session.exec(select(Person))] == [how, "yes"]
        assert telegram.sent() == ["one", "one"]


async def test_a_group_that_moved_is_followed(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):

        def act(tx: Tx) -> None:
            for text in ("one", "two"):
                tx.session.add(Outbox(chat_id=-5, priority=0, kind="text", text=text, created_at=tx.now))

        def moved(call: Call) -> None:
            if call.fields["chat_id"] == "-5":
                raise Refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1005)

        telegram.script = only("sendMessage", moved)
        app.house.do(act)
        await settle(app)
        sent = [call.fields for call in telegram.calls if call.method == "sendMessage"]
        assert [(fields["chat_id"], fields["text"]) for fields in sent] == [
            ("-5", "one"),
            ("-1005", "one"),
            ("-1005", "two"),
        ]


async def test_a_change_waits_for_its_message_and_uses_its_number(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)
        tomorrow = app.clock.now() + dt.timedelta(days=1)

        def act(tx: Tx) -> None:
            later = tx.say(noy, "question", not_before=tomorrow, buttons=[[("Yes", "a:b:yes")]])
            tx.say(noy, "answered", kind="edit", edits=later)
            tx.say(noy, "", kind="buttons", edits=later)
            tx.say(noy, "meanwhile")

        app.house.do(act)
        await settle(app)
        assert telegram.sent() == ["meanwhile"]
        app.clock.turn_to(tomorrow)  # type: ignore[attr-defined]  # a virtual clock
        await settle(app)
        number = str(outbox(app)[0].message_id)
        calls = [call for call in telegram.calls if call.method.startswith(("send", "edit"))]
        assert [call.method for call in calls] == [
            "sendMessage",
            "sendMessage",
            "editMessageText",
            "editMessageReplyMarkup",
        ]
        assert json.loads(calls[1].fields["reply_markup"]) == {
            "inline_keyboard": [[{"text": "Yes", "callback_data": "a:b:yes"}]]
        }
        assert [call.fields["message_id"] for call in calls[2:]] == [number, number]


async def test_a_change_of_a_message_that_never_arrived_is_dropped(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)
        telegram.script = only(
            "sendMessage", lambda call: _refuse(400, "Bad Request: text must be non-empty")
        )

        def act(tx: Tx) -> None:
            tx.say(noy, "changed", kind="edit", edits=tx.say(noy, " "))

        app.house.do(act)
        await settle(app)
        assert [row.state for row in outbox(app)] == ["failed", "dropped"]


def _refuse(code: int, description: str) -> None:
    raise Refusal(code, description)


@pytest.mark.parametrize(
    "description", ["Bad Request: message is not modified: same", "Bad Request: message to edit not found"]
)
async def test_a_change_that_is_not_needed_any_more_is_fine(tmp_path: Path, description: str) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)
        telegram.script = only("editMessageText", lambda call: _refuse(400, description))

        def act(tx: Tx) -> None:
            tx.say(noy, "changed", kind="edit", edits=tx.say(noy, "question"))

        app.house.do(act)
        await settle(app)
        assert [row.state for row in outbox(app)] == ["sent", "sent"]


async def test_messages_can_be_deleted_and_menus_set(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)

        def act(tx: Tx) -> None:
            tx.say(noy, "", kind="delete", edits=tx.say(noy, "secret"))
            tx.say(noy, "", kind="menu", attach={"commands": [["today", "What is open today"]]})

        app.house.do(act)
        await settle(app)
        assert "deleteMessage" in [call.method for call in telegram.calls]
        scopes = [call.fields["scope"] for call in telegram.calls if call.method == "setMyCommands"]
        assert {"type": "chat", "chat_id": 1} in [json.loads(scope) for scope in scopes]
        assert [row.state for row in outbox(app)] == ["sent"] * 3


async def test_secret_words_and_last_words_leave_no_trace(tmp_path: Path) -> None:
    async with running(tmp_path) as (telegram, app):
        (noy,) = people(app, 1)
        stranger = Person(chat_id=5, created_at=app.clock.now(), seen_at=app.clock.now())
        say_all(app, [(noy, "Your code: ABC", {"secret": True}), (stranger, "Goodbye", {})])
        await settle(app)
        assert set(telegram.sent()) == {"Your code: ABC", "Goodbye"}
        assert [(row.text, row.chat_id) for row in outbox(app)] == [("", 1), ("", 0)]


async def test_what_was_on_its_way_at_a_stop_is_marked(tmp_path: Path) -> None:
    held = asyncio.Event()
    async with scripted() as telegram:
        async with bot_at(telegram, tmp_path) as app:
            await app.settle()
            (noy,) = people(app, 1)

            async def slowly(request: Call) -> None:
                await held.wait()

            telegram.before = {"sendMessage": slowly}
            say_all(app, [(noy, "hello", {})])
            await telegram.asked(lambda calls: bool(telegram.sent()))
            asyncio.get_running_loop().call_later(0.05, held.set)
        async with bot_at(telegram, tmp_path) as app:
            await app.settle()
            assert [row.state for row in outbox(app)] == ["sent"]
    assert telegram.sent() == ["hello"]
