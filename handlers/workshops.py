"""Starting a workshop, and its invitations."""

from __future__ import annotations

from bot.actions import invitations, workshops
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/workshop and /links."""
    return [
        command(house, "workshop", workshops.begin),
        command(house, "links", invitations.show_links),
    ]
