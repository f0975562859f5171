"""A server that speaks OpenRosa as ODK Central does, with faults on demand."""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

USER, PASSWORD = "noy@example.org", "a páss wörd"


@dataclass
class Kept:
    """A submission as the server has it now: the newest XML, all names it had, and its files."""

    xml: str
    names: list[str]
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class OpenRosa:
    """What the server has, and how it behaves.

    ``auth`` is ``""``, ``"basic"`` or ``"digest"``. ``forms`` are the ids that were published, None for any.
    ``faults`` are taken one by one by the next submissions: a number is a status, ``"cut"`` closes the
    connection before anything is read, ``"cut after"`` once the submission was kept.
    """

    auth: str = ""
    forms: set[str] | None = None
    most: int = 0
    faults: list[int | str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    posts: int = 0
    url: str = ""

    async def head(self, request: web.Request) -> web.Response:
        """Ready, if it is somebody who may submit."""
        if not self._is_known(request):
            return self._who()
        limit = {"X-OpenRosa-Accept-Content-Length": str(self.most)} if self.most else {}
        return web.Response(status=204, headers={"X-OpenRosa-Version": "1.0", **limit})

    async def post(self, request: web.Request) -> web.Response:
        """Keep a submission, as Central's rules say."""
        if not self._is_known(request):
            return self._who()
        self.posts += 1
        fault = self.faults.pop(0) if self.faults else 0
        if isinstance(fault, int) and fault:
            return web.Response(status=fault, text="the answers of somebody, quoted")
        if fault == "cut":
            self._cut(request)
        assert request.headers["X-OpenRosa-Version"] == "1.0"
        assert request.content_length is not None
        if self.most and request.content_length > self.most:
            return web.Response(status=413)
        answer = await self._keep(*await _parts(request))
        if fault == "cut after":
            self._cut(request)
        return answer

    async def _keep(self, xml: str, files: dict[str, bytes]) -> web.Response:
        root = ET.fromstring(xml)
        if self.forms is not None and root.get("id") not in self.forms:
            return web.Response(status=404)
        name, old = _meta(root, "instanceID"), _meta(root, "deprecatedID")
        if not re.fullmatch(r"uuid:[0-9a-f-]{36}", name):
            return web.Response(status=400)
        known = next((one for one in self.kept if name in one.names), None)
        edited = next((one for one in self.kept if old and one.names[-1] == old), None)
        if known is not None:
            if known.xml != xml:
                return web.Response(status=409)
            known.files |= files
        elif old:
            if edited is None:
                return web.Response(status=404)
            edited.xml, edited.files = xml, edited.files | files
            edited.names.append(name)
        else:
            self.kept.append(Kept(xml, [name], files))
        return web.Response(status=201, text="<OpenRosaResponse/>")

    def _cut(self, request: web.Request) -> None:
        assert request.transport is not None
        request.transport.abort()

    def _is_known(self, request: web.Request) -> bool:
        said = request.headers.get("Authorization", "")
        if self.auth == "basic":
            return said == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.auth == "digest":
            return _digest_is_right(said, request.method, request.path)
        return True

    def _who(self) -> web.Response:
        digest = 'Digest realm="r", qop="auth", nonce="n1", algorithm=MD5'
        return web.Response(
            status=401, headers={"WWW-Authenticate": digest if self.auth == "digest" else 'Basic realm="r"'}
        )


def _meta(root: ET.Element, name: str) -> str:
    found = [one.text or "" for one in root.iter() if one.tag.rpartition("}")[2] == name]
    return found[0] if found else ""


async def _parts(request: web.Request) -> tuple[str, dict[str, bytes]]:
    """The XML and the files of a multipart form."""
    form = await request.post()
    xml, files = "", {}
    for name, part in form.items():
        if isinstance(part, web.FileField):
            content = part.file.read()
            if name == "xml_submission_file":
                xml = content.decode()
            else:
                files[part.filename] = content
    return xml, files


def _digest_is_right(said: str, method: str, path: str) -> bool:
    """RFC 7616 with MD5 and qop=auth."""
    told: dict[str, str] = {
        key: quoted or plain for key, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', said)
    }
    if told.get("username") != USER or told.get("uri") != path:
        return False

    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    first, second = md5(f"{USER}:r:{PASSWORD}"), md5(f"{method}:{path}")
    middle = f"{told['nonce']}:{told['nc']}:{told['cnonce']}:auth"
    return told.get("response") == md5(f"{first}:{middle}:{second}")


@asynccontextmanager
async def serving(**how: object) -> AsyncIterator[OpenRosa]:
    """Run the server on this machine while the block lasts."""
    made = OpenRosa(**how)  # type: ignore[arg-type]  # the fields of the class
    app = web.Application(client_max_size=1 << 30)
    app.router.add_route("HEAD", "/v1/projects/7/submission", made.head)
    app.router.add_post("/v1/projects/7/submission", made.post)
    async with TestServer(app) as server:
        made.url = f"http://127.0.0.1:{server.port}/v1/projects/7"
        yield made
