from __future__ import annotations

import io
import json
from pathlib import Path

import aiohttp
import pytest
from PIL import Image
from telegram import InputMediaPhoto
from telegram.error import BadRequest, NetworkError

from tests.sandbox.conftest import Table
from tests.stories.chat import SPEECH, picture
from tests.support.running import TOKEN


async def test_a_photo_comes_in_sizes_and_can_be_sent_once_more(table: Table) -> None:
    sent = await table.bot.send_photo(
        table.noy.account, picture((1600, 900)), "<b>Map</b>", parse_mode="HTML"
    )
    assert [(size.width, size.height) for size in sent.photo] == [
        (90, 51),
        (320, 180),
        (800, 450),
        (1280, 720),
    ]
    assert sent.caption_html == "<b>Map</b>"
    file = await table.bot.get_file(sent.photo[-1].file_id)
    content = bytes(await file.download_as_bytearray())
    with Image.open(io.BytesIO(content)) as fetched:
        assert (fetched.format, fetched.size) == ("JPEG", (1280, 720))
    again = await table.bot.send_photo(table.noy.account, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await table.bot.send_photo(table.noy.account, b"not a picture")


async def test_voice_audio_video_documents_and_places(table: Table) -> None:
    voice = await table.bot.send_voice(table.noy.account, SPEECH, duration=7)
    assert voice.voice is not None
    assert voice.voice.mime_type == "audio/ogg"
    document = await table.bot.send_document(
        table.noy.account, b"a,b\n1,2\n", filename="../../etc/answers.csv", caption="Data"
    )
    assert document.document is not None
    assert document.document.file_name == "answers.csv"
    assert document.document.mime_type == "text/csv"
    fetched = await (await document.document.get_file()).download_as_bytearray()
    assert bytes(fetched) == b"a,b\n1,2\n"
    assert (await table.bot.send_audio(table.noy.account, SPEECH, filename="song.mp3")).audio is not None
    assert (await table.bot.send_video(table.noy.account, SPEECH)).video is not None
    place = await table.bot.send_location(table.noy.account, 17.97, 102.63)
    assert place.location is not None
    assert place.location.latitude == 17.97
    contact = await table.bot.send_contact(table.noy.account, "+856 20", "Noy")
    assert contact.contact is not None
    kinds = [message.kind for message in table.noy.messages[1:]]
    assert kinds == ["voice", "document", "audio", "video", "location", "contact"]
    with pytest.raises(BadRequest, match="Wrong latitude or longitude"):
        await table.bot.send_location(table.noy.account, 117, 0)


async def test_albums_and_polls(table: Table) -> None:
    album = await table.bot.send_media_group(
        table.noy.account, [InputMediaPhoto(picture(), caption="One"), InputMediaPhoto(picture(colour="red"))]
    )
    assert len({message.media_group_id for message in album}) == 1
    assert [message.caption for message in album] == ["One", None]
    poll = await table.bot.send_poll(table.noy.account, "Which?", ["Rice", "Silk"])
    closed = await table.bot.stop_poll(table.noy.account, poll.message_id)
    assert (closed.is_closed, [option.text for option in closed.options]) == (True, ["Rice", "Silk"])
    with pytest.raises(BadRequest, match="Poll has already been closed"):
        await table.bot.stop_poll(table.noy.account, poll.message_id)
    with pytest.raises(BadRequest, match="Poll must have at least 2 option"):
        await table.bot.send_poll(table.noy.account, "Which?", ["Rice"])


async def test_captions_are_changed(table: Table) -> None:
    sent = await table.bot.send_photo(table.noy.account, picture(), "One")
    await sent.edit_caption("Two")
    assert table.noy.messages[-1].text == "Two"
    await sent.edit_media(InputMediaPhoto(picture(colour="red"), caption="Three"))
    assert (table.noy.messages[-1].text, table.noy.messages[-1].kind) == ("Three", "photo")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("x")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await sent.edit_caption("x" * 1025)


async def test_what_people_send_has_files_too(table: Table) -> None:
    await table.noy.send_photo(picture((400, 300)), "My loom")
    await table.noy.send_voice(SPEECH, duration=9)
    await table.noy.send_document(b"x", "notes.txt")
    await table.noy.send_location(17.9, 102.6)
    await table.noy.share_contact()
    await table.noy.send_video(b"moving", duration=7, caption="At work")
    updates = (await table.bot.get_updates())[1:]
    messages = [update.message for update in updates if update.message is not None]
    assert messages[0].photo[-1].width == 400
    assert messages[0].caption == "My loom"
    assert messages[1].voice is not None
    assert messages[2].document is not None
    assert messages[3].location is not None
    assert messages[4].contact is not None
    assert messages[4].contact.user_id == table.noy.account
    assert messages[5].video is not None
    assert messages[5].caption == "At work"


async def test_unknown_files_and_too_large_ones_are_refused(table: Table) -> None:
    with pytest.raises(BadRequest, match="Wrong file_id"):
        await table.bot.get_file("nothing")
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await table.bot.send_photo(table.noy.account, bytes(10_485_761))


async def test_files_need_the_token_and_stay_in_their_folder(table: Table, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    async with aiohttp.ClientSession() as client:
        for token, path in (("1:wrong", "photos/file_1.jpg"), (TOKEN, "..%2F..%2Fsecret.txt"), (TOKEN, "no")):
            async with client.get(f"{table.base}/file/bot{token}/{path}") as answer:
                assert answer.status in (401, 404)
                assert json.loads(await answer.text())["ok"] is False
