"""The parts of the sender: how fast, in which form, and what an error of Telegram means."""
