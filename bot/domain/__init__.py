"""Pure rules of a workshop: no Telegram, no SQL, no asyncio, no clock."""
