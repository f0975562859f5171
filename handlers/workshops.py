"""Starting a workshop, its invitations, and what was done in it."""

from __future__ import annotations

from bot.actions import for_others, invitations, logbook, workshops
from bot.actions.house import House
from handlers.reading import Handlers, command


def routes(house: House) -> Handlers:
    """/workshop, /links, /enter and /log."""
    return [
        command(house, "workshop", workshops.begin),
        command(house, "links", invitations.show_links),
        command(house, "enter", for_others.begin),
        command(house, "log", logbook.begin),
    ]
