"""``sala submit``: the answers of those who agreed to research go to ODK Central, KoboToolbox or the like.

It may be stopped at any moment and run again: nothing is sent twice, and nothing is left out.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field

import click

from bot.actions import submitting
from bot.actions.house import House
from bot.commands.common import Place, fail, open_house, say
from bot.settings import Submit
from bot.submitting.server import Login, Server, ServerError, Verdict


@dataclass
class Counts:
    """What became of the submissions."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: dict[str, int] = field(default_factory=dict)


def submit(place: Place, workshop: int | None, *, dry: bool, removed: str) -> None:
    """Send what is new or changed; with ``dry`` only say how much that is. Works while Sala runs."""
    settings = place.settings()
    url = settings.submit.url
    if not url:
        fail("No server is named. Write its address into submit.url; config.example.toml shows how.")
    try:
        with open_house(place) as house:
            if removed:
                _remove(house, url, removed)
                return
            work = house.read(submitting.plan, url, workshop)
            if dry:
                due = sum(house.read(submitting.is_due, url, number) for number in work.enrolments)
                say(f"{due} of {len(work.enrolments)} people have something new for {url}. Nothing was sent.")
            else:
                counts = asyncio.run(_send(house, settings.submit, work.enrolments))
                house.do(submitting.write_down, url, workshop, counts.new, counts.changed)
                _report(counts)
            _ask_to_remove(work)
    except LookupError as error:
        fail(f"Nothing was sent: {error}.")
    except ServerError as error:
        fail(str(error), "What was sent before is written down; the next run goes on from here.")
    if not dry and counts.refused:
        sys.exit(1)


async def _send(house: House, to: Submit, enrolments: list[int]) -> Counts:
    counts, url = Counts(), to.url
    login = Login(to.user, to.password.get_secret_value())
    async with Server(url, login, first_wait=to.retry_first) as server:
        say(f"Sending to {url}: {len(enrolments)} people.")
        with click.progressbar(enrolments, show_pos=True) as people:
            for number in people:
                await _send_one(house, url, server, number, counts)
    return counts


async def _send_one(
    house: House, url: str, server: Server, enrolment: int, counts: Counts, *, again: bool = False
) -> None:
    """Send what is new of one person; as an edit when the server has something else under its name."""
    parcel = house.do(submitting.prepare, url, enrolment)
    if parcel is None:
        counts.unchanged += 1
        return
    try:
        verdict = await server.send(parcel.xml, parcel.files)
    except OSError:  # somebody took it back a moment ago: the next run looks again
        verdict = Verdict.REFUSED
    if verdict is Verdict.CONFLICT and not again:
        house.do(submitting.known_otherwise, parcel.number)
        await _send_one(house, url, server, enrolment, counts, again=True)
    elif verdict is Verdict.ACCEPTED:
        house.do(submitting.accepted, parcel.number)
        counts.changed += parcel.edit
        counts.new += not parcel.edit
    else:
        house.do(submitting.refused, parcel.number, verdict.name.lower())
        counts.refused[verdict.value] = counts.refused.get(verdict.value, 0) + 1


def _report(counts: Counts) -> None:
    say(f"{counts.new} new, {counts.changed} changed, {counts.unchanged} there already or without answers.")
    for why, number in counts.refused.items():
        say(f"{number} not taken by the server: {why}. The next run tries again.")


def _ask_to_remove(work: submitting.Work) -> None:
    """Whoever withdrew after the sending: no protocol deletes on the server, so a person must."""
    if not work.withdrawn:
        return
    say("These people no longer allow it. Please delete their submissions on the server,")
    say("then say so here with `sala submit --removed ID`:")
    for first, present in work.withdrawn:
        say(f"  {first}" + (f" (now {present})" if present != first else ""))


def _remove(house: House, url: str, name: str) -> None:
    if not house.do(submitting.removed, url, name):
        fail(f"Nothing was sent to {url} under the name {name}.")
    say(f"{name} is written down as removed from the server.")
