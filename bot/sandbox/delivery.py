"""How updates reach the bot: it asks (getUpdates), or they are brought to it (a webhook). Never both."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox.fields import Fields
from bot.sandbox.refusals import bad, conflict
from bot.sandbox.world import World

#: Most updates in one answer.
MOST = 100

#: Seconds between two tries to bring an update: the first wait, and the longest.
RETRY_FIRST, RETRY_MOST = 0.05, 2.0


class Delivery:
    """The queue's way to the bot. An update stays until the bot has confirmed it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._turn = 0
        self._held: web.Request | None = None
        self._bringing: asyncio.Task[None] | None = None
        self._trouble = ""

    def start(self) -> None:
        """Go on with a webhook that was set before."""
        self._bring()

    async def stop(self) -> None:
        """Bring nothing more."""
        if self._bringing is not None:
            self._bringing.cancel()
            await asyncio.gather(self._bringing, return_exceptions=True)
            self._bringing = None

    def quiet(self) -> bool:
        """Whether every update is confirmed and the bot waits for more."""
        if self._world.webhook:
            return not self._world.updates
        held = self._held
        waits = held is not None and held.transport is not None and not held.transport.is_closing()
        return waits and not self._world.updates

    async def get_updates(self, fields: Fields, request: web.Request) -> list[dict[str, Any]]:
        """getUpdates: confirm what is before the offset, then give what waits, or wait for it."""
        world = self._world
        if world.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._take_offset(fields.number("offset", 0))
        limit = min(max(fields.number("limit", MOST), 1), MOST)
        allowed = fields.object("allowed_updates")
        if allowed is not None:
            world.store.put("bot", "allowed", allowed)
        kinds = world.store.get("bot", "allowed")
        self._turn += 1
        mine = self._turn
        world.changed.beat()
        timeout = fields.number("timeout", 0)
        if timeout > 0 and not world.waiting(kinds):
            self._held = request
            world.changed.beat()
            try:
                async with asyncio.timeout(timeout):
                    await world.changed.until(lambda: self._turn != mine or bool(world.waiting(kinds)))
            except TimeoutError:
                pass
            finally:
                if self._held is request:
                    self._held = None
        if self._turn != mine:
            raise conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        return world.waiting(kinds)[:limit]

    def _take_offset(self, offset: int) -> None:
        if offset > 0:
            self._world.confirm(offset)
        elif offset < 0 and self._world.updates:
            last = self._world.updates[offset:] or self._world.updates
            self._world.confirm(last[0]["update_id"])

    def set_webhook(self, fields: Fields) -> bool:
        """setWebhook: from now on updates are brought; an empty address ends it."""
        url = fields.text("url")
        if not url:
            return self.delete_webhook(fields)
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if fields.flag("drop_pending_updates"):
            self._world.drop_updates()
        self._world.webhook = {
            "url": url,
            "secret": fields.text("secret_token"),
            "allowed": fields.object("allowed_updates"),
        }
        self._world.store.put("bot", "webhook", self._world.webhook)
        self._turn += 1
        self._world.changed.beat()
        self._bring()
        return True

    def delete_webhook(self, fields: Fields) -> bool:
        """deleteWebhook: the bot asks again."""
        if fields.flag("drop_pending_updates"):
            self._world.drop_updates()
        self._world.webhook = {}
        self._world.store.drop("bot", "webhook")
        if self._bringing is not None:
            self._bringing.cancel()
            self._bringing = None
        self._world.changed.beat()
        return True

    def webhook_info(self) -> dict[str, Any]:
        """getWebhookInfo."""
        told = {
            "url": self._world.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.updates),
        }
        if self._trouble:
            told["last_error_message"] = self._trouble
        return told

    def _bring(self) -> None:
        if self._world.webhook and self._bringing is None:
            self._bringing = asyncio.create_task(self._bring_all(), name="room webhook")

    async def _bring_all(self) -> None:
        """Bring one update after the other; one that is not taken is brought again."""
        world, wait = self._world, RETRY_FIRST
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as client:
            while True:
                await world.changed.until(lambda: bool(world.waiting(world.webhook.get("allowed"))))
                update = world.updates[0]
                headers = {"X-Telegram-Bot-Api-Secret-Token": world.webhook["secret"]}
                try:
                    async with client.post(world.webhook["url"], json=update, headers=headers) as answer:
                        taken = answer.status // 100 == 2
                        self._trouble = "" if taken else f"Wrong response from the webhook: {answer.status}"
                except (aiohttp.ClientError, TimeoutError) as error:
                    taken, self._trouble = False, f"Connection failed: {type(error).__name__}"
                if taken:
                    world.confirm(update["update_id"] + 1)
                    wait = RETRY_FIRST
                else:
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, RETRY_MOST)
