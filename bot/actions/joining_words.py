"""What joining says at each step, and the buttons under it. The consent texts are in ``consents``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from bot.actions.consents import LAYERS
from bot.actions.places import COUNTRIES, city, country_name
from bot.actions.speaking import local_time
from bot.locales import LANGUAGES, Tongue
from storage.tables import Person, Workshop

Data = Mapping[str, Any]


def words(_: Tongue, step: str, person: Person, workshop: Workshop, data: Data) -> str:
    """The question of a step, as Telegram HTML. Steps are ``language`` … ``consent-c0`` … ``consent-c6``."""
    name, _dash, layer = step.partition("-")
    if name == "consent":
        number = list(LAYERS).index(layer) + 1
        count = _("{number} of {total}", number=number, total=len(LAYERS))
        return f"<i>{count}</i>\n{_(LAYERS[layer].text)}"
    return _WORDS[name](_, person, workshop, data)


def _language(_: Tongue, person: Person, workshop: Workshop, data: Data) -> str:
    return _(
        "Hello! 👋 I am the helper of “{title}”. I will send you short tasks on your phone. "
        "Which language do you like to read? You can change it any time: send /language.",
        title=workshop.title,
    )


def _name(_: Tongue, person: Person, workshop: Workshop, data: Data) -> str:
    return _(
        "Nice to meet you! What should I call you? Write the name you like to hear, for example the name "
        "your friends at work use. I will use it in my messages. "
        "Other people see it only if you share something with your name."
    )


def _name_ok(_: Tongue, person: Person, workshop: Workshop, data: Data) -> str:
    if data.get("from_list"):
        return _("Your invitation is for {name}. Shall I call you that?", name=data["name"])
    return _("Thank you, {name}. Is this right?", name=data["name"])


def _country(_: Tongue, person: Person, workshop: Workshop, data: Data) -> str:
    return _("Where do you live now? Then I write to you at the right time of your day.")


def _zone(_: Tongue, person: Person, workshop: Workshop, data: Data) -> str:
    return _("Which big city is near you? Please write its name, for example: Kuala Lumpur.")


def _zone_ok(_: Tongue, person: Person, workshop: Workshop, data: Data) -> str:
    if len(data["zones"]) == 1:
        zone = data["zones"][0]
        now = local_time(_, dt.datetime.fromisoformat(data["now"]), zone)
        return _("{city}: it is {time} there now. Is this right?", city=city(zone), time=now)
    return _("Which of these is near you?")


def _ready(_: Tongue, person: Person, workshop: Workshop, data: Data) -> str:
    return _(
        "{name}, before we start: this course is also research. We want to learn how SME clusters are born. "
        "You decide what we may do with your answers. You can say no to any part and still do the whole "
        "course. Nobody at your work sees your choice. Please do not send business secrets, ID numbers or "
        "political opinions here. There are 7 short questions. It takes 3 minutes. Ready?",
        name=person.call_name,
    )


def _more(_: Tongue, person: Person, workshop: Workshop, data: Data) -> str:
    return "\n\n".join(
        (
            _(
                "<b>What you do.</b> You answer short questions on this phone. "
                "You can skip each of them, and you can stop any day."
            ),
            _(
                "<b>What we keep and where.</b> Your answers are kept on a computer of the workshop team. "
                "Telegram also keeps its own copy of this chat."
            ),
            _(
                "<b>Who sees what.</b> Your facilitators read your answers. "
                "The group sees only what you share. Researchers see a code and not your name."
            ),
            _(
                "<b>Good and bad sides.</b> You learn, and others learn from you. "
                "But the group is small: people who know you may guess who said what."
            ),
            _(
                "<b>Your rights.</b> You can see and correct your answers (/mydata), change your choices "
                "(/privacy), and stop or delete everything (/withdraw). "
                "This changes nothing for your certificate, your allowance or your job."
            ),
            _(
                "<b>What cannot be taken back.</b> Copies that are printed already. "
                "Your facilitator can tell you who pays, how long we keep what, and whom to call."
            ),
        )
    )


_WORDS: dict[str, Callable[[Tongue, Person, Workshop, Data], str]] = {
    "language": _language,
    "name": _name,
    "name_ok": _name_ok,
    "country": _country,
    "zone": _zone,
    "zone_ok": _zone_ok,
    "ready": _ready,
    "more": _more,
}


def buttons(_: Tongue, step: str, data: Data) -> dict[str, str]:
    """The buttons of a step: code and label. Empty where something is typed."""
    return _BUTTONS[step.partition("-")[0]](_, step, data)


def _countries(_: Tongue, step: str, data: Data) -> dict[str, str]:
    named = {code: country_name(code, _.locale) for code in COUNTRIES}
    return named | {"other": _("Another country")}


def _zones(_: Tongue, step: str, data: Data) -> dict[str, str]:
    if len(data["zones"]) == 1:
        return {"0": _("Yes"), "none": _("Change")}
    named = {str(number): city(zone) for number, zone in enumerate(data["zones"])}
    return named | {"none": _("None of these")}


def _consent(_: Tongue, step: str, data: Data) -> dict[str, str]:
    yes = _("Yes, I am 18 or older") if step == "consent-c0" else _("Yes")
    return {"yes": yes, "no": _("No")}


def _start(_: Tongue, step: str, data: Data) -> dict[str, str]:
    labels = {"start": _("Start"), "more": _("Tell me more"), "later": _("Not now")}
    if step == "more":
        labels.pop("more")
    return labels


_BUTTONS: dict[str, Callable[[Tongue, str, Data], dict[str, str]]] = {
    "language": lambda _, _step, _data: dict(LANGUAGES),
    "name": lambda _, _step, _data: {},
    "name_ok": lambda _, _step, _data: {"yes": _("Yes"), "change": _("Change")},
    "country": _countries,
    "zone": lambda _, _step, _data: {},
    "zone_ok": _zones,
    "ready": _start,
    "more": _start,
    "consent": _consent,
}
