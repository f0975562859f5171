"""`sala submit` against a server that speaks OpenRosa as ODK Central does."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from storage.tables import Event, Submission
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.support.openrosa import PASSWORD, USER, OpenRosa, serving
from tests.support.running import RunningBot


@dataclass
class Said:
    """What the command printed, and its exit status."""

    status: int
    text: str


@dataclass
class Course:
    """A workshop with people in it, and the command beside it."""

    village: Village
    folder: Path
    links: dict[str, str]

    async def submit(self, server: OpenRosa | str, *arguments: str, password: str = PASSWORD) -> Said:
        """Run the command against a server."""
        settings = {
            "SALA_DATA": str(self.folder / "data"),
            "SALA_SUBMIT__URL": server if isinstance(server, str) else server.url,
            "SALA_SUBMIT__USER": USER,
            "SALA_SUBMIT__PASSWORD": password,
            "SALA_SUBMIT__RETRY_FIRST": "0.001",
        }
        runner = CliRunner(env=settings)
        found = await asyncio.to_thread(runner.invoke, main, ["submit", *arguments], catch_exceptions=False)
        text = found.output
        assert password not in text
        return Said(found.exit_code, text)

    async def somebody(self, number: int, place: str, *, no: str = "") -> Phone:
        """A person who answers the first two questions."""
        phone = self.village.phone(number)
        await join(phone, self.links["trainee"], name=f"Person {number}", no=no)
        await phone.send(place)
        await phone.send("12")
        return phone


@pytest.fixture
async def course(tmp_path: Path) -> AsyncIterator[Course]:
    bot = RunningBot(tmp_path)
    await bot.start()
    village = Village(bot)
    try:
        yield Course(village, tmp_path, await village.workshop(HELLO))
    finally:
        await bot.stop()


def places(server: OpenRosa) -> list[str]:
    return sorted(ET.fromstring(one.xml).findtext("hello/place") or "" for one in server.kept)


@pytest.mark.parametrize("auth", ["", "basic", "digest"])
async def test_who_agreed_is_sent_once_and_nobody_else(course: Course, auth: str) -> None:
    await course.somebody(7, "Inle ຜ້າ & <silk>")
    await course.somebody(8, "Pakse")
    await course.somebody(9, "secret place", no="c1")
    await join(course.village.phone(10), course.links["trainee"])
    async with serving(auth=auth) as server:
        dry = await course.submit(server, "--dry-run")
        assert (dry.status, server.posts) == (0, 0)
        assert "2 of 3 people have something new" in dry.text
        first = await course.submit(server)
        assert first.status == 0, first.text
        assert "2 new, 0 changed, 1 there already or without answers." in first.text
        assert places(server) == ["Inle ຜ້າ & <silk>", "Pakse"]
        sent = "".join(one.xml for one in server.kept)
        for word in ("secret", "Person 7", "Person 8"):
            assert word not in sent
        posts = server.posts
        second = await course.submit(server)
        assert "0 new, 0 changed, 3 there already or without answers." in second.text
        assert (server.posts, len(server.kept)) == (posts, 2)
    [event, _later] = course.village.rows(Event, Event.kind == "submitted")
    assert event.details["new"] == 2


async def test_what_changed_is_sent_as_an_edit_of_what_was_there(course: Course) -> None:
    noy = await course.somebody(7, "Inle")
    async with serving() as server:
        await course.submit(server)
        number = next(m.message_id for m in noy.room_phone.messages if m.text == "Inle")
        await noy.edit(number, "Pakse")
        again = await course.submit(server)
        assert "0 new, 1 changed" in again.text
        [kept] = server.kept
        assert places(server) == ["Pakse"]
        assert len(kept.names) == 2
        assert "0 new, 0 changed" in (await course.submit(server)).text


@pytest.mark.parametrize("changed", [False, True])
async def test_a_line_that_breaks_after_the_server_took_it_makes_no_double(
    course: Course, changed: bool
) -> None:
    noy = await course.somebody(7, "Inle")
    async with serving(faults=["cut after"] + ["cut"] * 3) as server:
        broken = await course.submit(server)
        assert broken.status == 1
        assert "The server cannot be reached." in broken.text
        assert len(server.kept) == 1, "it had come through"
        [row] = course.village.rows(Submission)
        assert row.state == "sending"
        if changed:
            number = next(m.message_id for m in noy.room_phone.messages if m.text == "Inle")
            await noy.edit(number, "Pakse")
        again = await course.submit(server)
        assert again.status == 0, again.text
        assert places(server) == ["Pakse" if changed else "Inle"]
        assert len(server.kept) == 1
        assert len(server.kept[0].names) == 1 + changed


async def test_a_busy_server_is_tried_again_in_the_same_run(course: Course) -> None:
    await course.somebody(7, "Inle")
    async with serving(faults=[503, "cut", 429]) as server:
        told = await course.submit(server)
        assert told.status == 0, told.text
        assert (len(server.kept), server.posts) == (1, 4)


async def test_what_a_server_refuses_is_said_in_our_words_and_tried_the_next_time(course: Course) -> None:
    for number, place in ((7, "Inle"), (8, "Pakse"), (9, "Loei")):
        await course.somebody(number, place)
    async with serving(faults=[413, 400]) as server:
        told = await course.submit(server)
        assert told.status == 1
        assert "1 not taken by the server: its files are too large for it." in told.text
        assert "1 not taken by the server: it says that something in it is wrong." in told.text
        assert "quoted" not in told.text, "a server's words may quote answers"
        assert len(server.kept) == 1
        assert (await course.submit(server)).status == 0
        assert len(server.kept) == 3
    async with serving(forms=set()) as empty:
        told = await course.submit(empty)
        assert told.status == 1
        assert "it has not this form" in told.text


async def test_wrong_passwords_addresses_and_open_lines_are_said_plainly(course: Course) -> None:
    await course.somebody(7, "Inle")
    async with serving(auth="basic") as server:
        wrong = await course.submit(server, password="not this one")
        assert wrong.status == 1
        assert "The server does not let this user in. Look at submit.user" in wrong.text
        nowhere = await course.submit(f"{server.url}8")
        assert "The server has no such address." in nowhere.text
        assert server.kept == []
    gone = await course.submit(server)
    assert "The server cannot be reached." in gone.text
    plain = await course.submit("http://central.example.org/v1/projects/1")
    assert "answers leave this machine over https:// only" in plain.text
    none = await course.submit("")
    assert "No server is named." in none.text
    assert (await course.submit(server, "--workshop", "9")).text.startswith(
        "Nothing was sent: there is no such"
    )


async def test_photos_go_along_in_as_many_requests_as_the_server_allows(course: Course) -> None:
    noy = await course.somebody(7, "Inle")
    await course.village.turn_by(days=2, hours=17)  # Monday, 10:00
    await noy.send("/today")
    await noy.tap("▶ Work together")
    await noy.tap("Chain map")
    await noy.tap("Done (1)")
    await noy.photo()
    await noy.tap("No", noy.last)
    await noy.voice()
    await noy.tap("The group may see it")
    async with serving(most=1_900) as server:
        told = await course.submit(server)
        assert told.status == 0, told.text
        [kept] = server.kept
        assert server.posts == 2
        xml = ET.fromstring(kept.xml)
        photo, speech = xml.findtext("work/photo") or "", xml.findtext("work/saying") or ""
        assert kept.files[photo][:2] == b"\xff\xd8"
        assert kept.files[speech][:4] == b"OggS"
        assert "0 changed" in (await course.submit(server)).text


async def test_who_withdraws_is_named_until_somebody_has_deleted_it_there(course: Course) -> None:
    noy = await course.somebody(7, "Inle")
    async with serving() as server:
        await course.submit(server)
        name = server.kept[0].names[0]
        await noy.send("/withdraw")
        await noy.tap("Stop, delete all")
        await noy.tap("Yes, delete all")
        told = await course.submit(server)
        assert told.status == 0
        assert name in told.text.partition("These people no longer allow it.")[2]
        assert (await course.submit(server, "--removed", "uuid:1")).status == 1
        done = await course.submit(server, "--removed", name)
        assert f"{name} is written down as removed" in done.text
        assert "no longer allow" not in (await course.submit(server)).text
