"""Telegram -> handlers, so that no update is lost and none is applied twice.

Telegram keeps an update until a higher offset is asked for. So a batch is fetched, handled in one
transaction (each update in a savepoint, its number written with its effects), committed, and only then
confirmed. A crash before the confirmation brings the batch again; its numbers are known and nothing
happens twice. With a webhook the same holds: Telegram hears 200 only after the commit.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from types import SimpleNamespace
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import OperationalError
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import BaseHandler
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot import logs
from bot.actions import reaching, receiving
from bot.actions.house import House
from bot.actions.receiving import Failure
from bot.actions.tx import Toast, Tx
from bot.transport import seconds_of

log = structlog.get_logger()

T = TypeVar("T")

#: Kinds of updates that Sala acts on.
WANTED = ["message", "edited_message", "callback_query", "my_chat_member", "poll_answer"]

#: Seconds that Telegram holds a question open when there is nothing new.
HOLD = 25

#: Seconds that answering a button press may take; Telegram forgets presses soon anyway.
TOAST_WAIT = 5

#: Seconds between questions while another program asks with the same token.
CONFLICT_WAIT = 5.0


class TokenRefused(Exception):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not know this token. Copy it again from @BotFather into telegram.token "
            "(or SALA_TELEGRAM__TOKEN); if it was ever shown to others, ask @BotFather for a new one."
        )


class Dispatch:
    """Hands batches of raw updates to the handlers. Synchronous: nothing else runs inside its transaction."""

    def __init__(self, house: House, bot: Bot, handlers: list[BaseHandler[Any, Any, Any]]) -> None:
        self._house = house
        self._bot = bot
        self.handlers = handlers

    def take(self, batch: Sequence[dict[str, Any]]) -> list[Toast]:
        """Apply a batch and commit it; gives the answers to the button presses in it.

        An update on which a handler fails is undone alone and kept as a dead letter. Raises when the
        database cannot take the batch; then nothing of it was applied.
        """
        if not batch:
            return []
        with self._house.batch() as toasts:
            for raw in sorted(batch, key=lambda each: int(each["update_id"])):
                self._take_one(raw, toasts)
        return _one_answer_each(batch, toasts)

    def _take_one(self, raw: dict[str, Any], toasts: list[Toast]) -> None:
        before = len(toasts)
        try:
            self._house.do(self._apply, raw)
        except OperationalError:
            raise  # the database itself is in trouble: that is no fault of this update
        except Exception as error:
            del toasts[before:]
            log.error("an update failed and was set aside", update_id=raw["update_id"], exc_info=error)
            self._house.do(receiving.set_aside, _failure(raw, traceback.format_exc()))

    def _apply(self, tx: Tx, raw: dict[str, Any]) -> None:
        if not receiving.first_time(tx, int(raw["update_id"])):
            return
        update = Update.de_json(raw, self._bot)
        user, chat = update.effective_user, update.effective_chat
        if user is not None and chat is not None and chat.type == "private" and not update.my_chat_member:
            reaching.heard_from(tx, user.id)
            self._name_stranger(update, user.id)
        for handler in self.handlers:
            check = handler.check_update(update)
            if check is None or check is False:
                continue
            context = SimpleNamespace(args=None, matches=None, update=lambda _more: None)
            _finish_at_once(handler.handle_update(update, None, check, context))  # type: ignore[arg-type]  # no Application here
            return

    def _name_stranger(self, update: Update, telegram_id: int) -> None:
        """While nobody may start a workshop, tell the operator who could be named in the configuration."""
        message = update.message
        if not self._house.rules.facilitators and message is not None and message.text == "/start":
            log.info("people.facilitators is empty; this account sent /start", telegram_id=telegram_id)


class Polling:
    """Asks Telegram for updates, one question after the other."""

    def __init__(
        self,
        dispatch: Dispatch,
        bot: Bot,
        request: BaseRequest,
        *,
        retry_first: float = 1,
        retry_most: float = 60,
    ) -> None:
        self._dispatch = dispatch
        self._bot = bot
        self._request = request
        self._first, self._most = retry_first, retry_most
        self._offset = 0

    async def run(self) -> None:
        """Ask, apply, confirm, until cancelled. Raises :class:`TokenRefused` when the token is wrong."""
        await keep_trying(self._bot.delete_webhook, self._first, self._most)
        wait = 0.0
        while True:
            try:
                batch = await self._ask(HOLD)
                await self._apply(batch)
                wait = 0.0
            except InvalidToken:
                raise TokenRefused from None
            except Conflict:
                log.error(
                    "Another program asks Telegram with the same token. Stop it: a bot can have only one."
                )
                wait = CONFLICT_WAIT
            except RetryAfter as error:
                wait = seconds_of(error)
            except TelegramError as error:
                wait = min(self._most, wait * 2 or self._first)
                log.warning(
                    "Telegram cannot be reached; asking again", seconds=wait, why=logs.harmless(error)
                )
            except Exception:
                wait = min(self._most, wait * 2 or self._first)
                log.exception("a batch of updates could not be applied; asking for it again", seconds=wait)
            await asyncio.sleep(wait)

    async def confirm(self) -> None:
        """Tell Telegram what was applied, so that the next start does not get it again. Never raises."""
        if self._offset:
            try:
                async with asyncio.timeout(3):
                    await self._ask(0, limit=1)
            except (TelegramError, TimeoutError) as error:
                log.info("the last updates will come again and be known", why=logs.harmless(error))

    async def _apply(self, batch: list[dict[str, Any]]) -> None:
        toasts = self._dispatch.take(batch)
        if batch:
            self._offset = max(int(raw["update_id"]) for raw in batch) + 1
            await answer(self._bot, toasts)

    async def _ask(self, hold: int, limit: int = 100) -> list[dict[str, Any]]:
        """The next updates, raw: one that cannot be read must not stop the others."""
        fields = {"offset": self._offset, "limit": limit, "timeout": hold, "allowed_updates": WANTED}
        found = await self._request.post(
            f"{self._bot.base_url}/getUpdates",
            RequestData([RequestParameter.from_input(name, value) for name, value in fields.items()]),
            read_timeout=hold + 10,
        )
        return found if isinstance(found, list) else []


async def answer(bot: Bot, toasts: Sequence[Toast]) -> None:
    """Answer button presses. One that comes too late is of no use to anybody, so nothing is tried twice."""

    async def one(toast: Toast) -> None:
        try:
            await bot.answer_callback_query(toast.callback_id, toast.text or None, show_alert=toast.alert)
        except TelegramError as error:
            log.info("a button press could not be answered", why=logs.harmless(error))

    if toasts:
        try:
            async with asyncio.timeout(TOAST_WAIT):
                await asyncio.gather(*(one(toast) for toast in toasts))
        except TimeoutError:
            log.info("some button presses could not be answered in time")


async def keep_trying(call: Callable[[], Awaitable[T]], first: float, most: float) -> T:
    """Call until Telegram answers, waiting ``first`` to ``most`` seconds between tries.

    Raises :class:`TokenRefused` for a wrong token; other refusals are raised as they are.
    """
    wait = 0.0
    while True:
        try:
            return await call()
        except InvalidToken:
            raise TokenRefused from None
        except RetryAfter as error:
            wait = seconds_of(error)
        except BadRequest:
            raise
        except TelegramError as error:
            wait = min(most, wait * 2 or first)
            log.warning("Telegram cannot be reached; trying again", seconds=wait, why=logs.harmless(error))
        await asyncio.sleep(wait)


def _finish_at_once(work: Coroutine[Any, Any, Any]) -> None:
    """Run a handler to its end. It cannot wait for anything, since it stands inside a transaction."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("a handler waited for something inside the transaction")


def _one_answer_each(batch: Sequence[dict[str, Any]], toasts: Sequence[Toast]) -> list[Toast]:
    """Every button press is answered once: with the first words that were found for it, or silently."""
    pressed = [raw["callback_query"]["id"] for raw in batch if "callback_query" in raw]
    answers = {number: Toast(number) for number in pressed}
    for toast in toasts:
        if toast.text and not answers.get(toast.callback_id, toast).text:
            answers[toast.callback_id] = toast
    return list(answers.values())


def _failure(raw: dict[str, Any], trace: str) -> Failure:
    """What is kept of an update that failed; it may be of any shape."""
    happening: Any = next((value for key, value in raw.items() if key != "update_id"), {})
    sender = happening.get("from") or {} if isinstance(happening, dict) else {}
    message = happening.get("message", happening) if isinstance(happening, dict) else {}
    chat = message.get("chat") or {}
    private = chat.get("type") == "private" and "my_chat_member" not in raw
    return Failure(
        update_id=int(raw["update_id"]),
        update=raw,
        traceback=trace,
        telegram_id=sender.get("id"),
        chat_id=chat.get("id") if private else None,
        language_code=sender.get("language_code") or "",
    )
