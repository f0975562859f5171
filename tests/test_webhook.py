from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import text
from sqlmodel import Session, select

from bot.app import App
from storage.tables import Person, Update
from tests.support.scripted import bot_at, scripted


def rows(app: App, table: type[Any]) -> list[Any]:
    with Session(app.engine) as session:
        return list(session.exec(select(table)))


SECRET = "s3cret_" * 5


async def deliver(app: App, update: dict[str, Any], secret: str = SECRET) -> int:
    address = f"http://127.0.0.1:{app.intake.port}/hook"  # type: ignore[union-attr]  # these tests use the webhook
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, json=update, headers=headers) as answer,
    ):
        return answer.status


WEBHOOK = {"webhook": {"url": "https://sala.example/hook", "secret": SECRET, "port": 0}}


async def test_a_webhook_is_announced_with_its_secret_and_answers_after_the_commit(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path, telegram=WEBHOOK) as app:
        await telegram.asked(lambda calls: any(call.method == "setWebhook" for call in calls))
        (told,) = [call for call in telegram.calls if call.method == "setWebhook"]
        assert (told.fields["url"], told.fields["secret_token"]) == ("https://sala.example/hook", SECRET)
        update = telegram.write("hello")
        assert await deliver(app, update) == 200
        assert len(rows(app, Person)) == 1
        assert await deliver(app, update) == 200, "Telegram may repeat itself"
        await app.settle()
        assert telegram.sent() == ["Hello! To take part, please open the link of your invitation."]


async def test_a_webhook_listens_to_telegram_only(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path, telegram=WEBHOOK) as app:
        await telegram.asked(lambda calls: any(call.method == "setWebhook" for call in calls))
        update = telegram.write("hello")
        assert await deliver(app, update, secret="guessed") == 403
        assert await deliver(app, {"no": "number"}) == 400
        assert rows(app, Update) == []


async def test_a_webhook_asks_for_a_repetition_when_the_database_fails(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path, telegram=WEBHOOK) as app:
        await telegram.asked(lambda calls: any(call.method == "setWebhook" for call in calls))
        with app.engine.begin() as connection:
            connection.execute(text('ALTER TABLE "update" RENAME TO away'))
        update = telegram.write("hello")
        assert await deliver(app, update) == 500
        with app.engine.begin() as connection:
            connection.execute(text('ALTER TABLE away RENAME TO "update"'))
        assert await deliver(app, update) == 200


async def test_many_webhook_calls_at_once_are_all_applied(tmp_path: Path) -> None:
    async with scripted() as telegram, bot_at(telegram, tmp_path, telegram=WEBHOOK) as app:
        await telegram.asked(lambda calls: any(call.method == "setWebhook" for call in calls))
        updates = [telegram.write("hello", account=number) for number in range(1, 31)]
        assert set(await asyncio.gather(*(deliver(app, update) for update in updates))) == {200}
        await app.settle()
        assert len(telegram.sent()) == 30
