"""In which ways a question may be answered: its own, those that the programme allows beside it, and consent.

A file or a place needs its layer of consent. Without it the question offers its other ways, or is
passed over with a word; what arrives all the same is not stored.
"""

from __future__ import annotations

from bot.actions.answer_rows import Desk
from bot.actions.consents import MEDIA_LAYERS, all_granted, granted
from bot.domain.forms.typed_places import PLACES
from bot.domain.incoming import Incoming, Media
from bot.domain.said import N_, Said
from storage.tables import Media as MediaRow

#: Types that a photo answers as well, whatever the programme says: it shows the bars.
BY_PHOTO = frozenset({"barcode"})

#: Layers that types of questions need without being told.
TYPE_LAYERS = {
    "image": "c5",
    "video": "c5",
    "audio": "c4",
    **dict.fromkeys(PLACES, "c6"),
}

#: Ways beside a question's own, in the words of ``sala_alt``, and the layer that each needs.
ALTERNATIVES = {"text": "", "voice": "c4", "photo": "c5"}

NOT_KEPT = Said(
    N_(
        "You have not allowed me to keep this kind of message, so I did not keep it. "
        "You can write instead, or change your choice with /privacy."
    )
)

_PASSED = {
    "c4": N_("(I do not ask for a voice message here, as you chose.)"),
    "c5": N_("(I do not ask for a photo here, as you chose.)"),
    "c6": N_("(I do not ask for your place here, as you chose.)"),
}


def ways(desk: Desk, ref: str) -> frozenset[str]:
    """The ways in which this question may be answered now; empty when it must be passed over.

    ``own`` is the way of its type; ``text``, ``voice`` and ``photo`` are ways beside it.
    """
    columns = desk.columns(ref)
    if desk.proxied and columns.get("sees") == "anonymous":
        return frozenset()  # what a facilitator types is not without a name
    if not all_granted(desk.tx, desk.enrolment, _layers(columns.get("needs", ""))):
        return frozenset()
    found = set()
    own = TYPE_LAYERS.get(desk.question(ref).kind, "")
    if not own or granted(desk.tx, desk.enrolment, own):
        found.add("own")
    alternatives = _layers(columns.get("alt", ""))
    if desk.question(ref).kind in BY_PHOTO:
        alternatives.append("photo")
    for way in alternatives:
        layer = ALTERNATIVES.get(way)
        if layer is not None and (not layer or granted(desk.tx, desk.enrolment, layer)):
            found.add(way)
    return frozenset(found)


def why_passed(desk: Desk, ref: str) -> Said | None:
    """A word for a question that is passed over because its file or place is not allowed; None for others.

    A facilitator who answers for somebody is not told what that person has refused.
    """
    if desk.proxied:
        return None
    layer = TYPE_LAYERS.get(desk.question(ref).kind, "")
    return Said(_PASSED[layer]) if layer else None


def allowed_group(desk: Desk, activity: str) -> bool:
    """Whether a whole activity may be sent: the layers that its group needs are granted."""
    needed = desk.form.columns_of(activity).get("needs", "")
    return all_granted(desk.tx, desk.enrolment, _layers(needed))


def fits(media: Media, kind: str, allowed: frozenset[str]) -> bool:
    """Whether a file that arrived answers a question of this type in one of the allowed ways."""
    if media.kind in ("voice", "audio"):
        return "voice" in allowed or (kind == "audio" and "own" in allowed)
    if media.kind == "photo":
        return "photo" in allowed or (kind == "image" and "own" in allowed)
    return False


def may_keep(desk: Desk, incoming: Incoming) -> bool:
    """Whether the layer of what was sent is granted. Words need none."""
    if incoming.media is not None:
        return granted(desk.tx, desk.enrolment, MEDIA_LAYERS[incoming.media.kind])
    return incoming.place is None or granted(desk.tx, desk.enrolment, "c6")


def keep_file(desk: Desk, media: Media) -> MediaRow:
    """Store that a file is waiting at Telegram. Raises ``PermissionError`` without its layer of consent."""
    if not granted(desk.tx, desk.enrolment, MEDIA_LAYERS[media.kind]):
        raise PermissionError(f"no consent to keep a {media.kind}")
    row = MediaRow(
        enrolment_id=desk.enrolment.id,
        kind=media.kind,
        mime=media.mime,
        size=media.size,
        duration=media.duration,
        telegram_file_id=media.file_id,
        created_at=desk.tx.now,
    )
    desk.tx.session.add(row)
    desk.tx.session.flush()
    return row


def _layers(cell: str) -> list[str]:
    return [part for part in cell.lower().replace(",", " ").split() if part]
