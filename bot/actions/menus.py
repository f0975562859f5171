"""Which commands a person is offered: by role, in their language."""

from __future__ import annotations

from bot.actions.permissions import roles_of
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import LANGUAGES, Tongue, tongue
from storage.tables import Person

#: Commands that everybody has.
COMMON = (
    ("help", N_("What I can do")),
    ("language", N_("Change the language")),
)

#: Commands of people who take part.
PARTICIPANT = (
    ("today", N_("What is open today")),
    ("progress", N_("How far I am")),
    ("live", N_("The question for the room")),
    ("wisdom", N_("Share a piece of local wisdom")),
    ("ask", N_("Ask your facilitators")),
    ("problem", N_("Something is not good")),
    ("mydata", N_("See, correct and take my data")),
    ("privacy", N_("Who sees what; change my choices")),
    ("pause", N_("Be quiet for a while")),
    ("resume", N_("Go on after a pause")),
    ("withdraw", N_("Stop taking part")),
)

#: Commands of a role, after those of a participant.
BY_ROLE = {
    "trainee": PARTICIPANT,
    "leader": PARTICIPANT,
    "facilitator": (
        ("inbox", N_("Who waits for an answer")),
        ("group", N_("Groups of the workshop")),
        ("needs", N_("What needs me today")),
        ("board", N_("Who has done what")),
        ("live", N_("Ask the whole room now; the wall")),
        ("timeline", N_("What comes when; change it")),
        ("people", N_("Who is here; change, write to, take out")),
        ("clusters", N_("The clusters, their leaders and members")),
        ("broadcast", N_("Send a message to everybody")),
        ("broadcasts", N_("Past and planned messages")),
        ("links", N_("Links and QR codes to invite people")),
        ("enter", N_("Answers for somebody without a phone")),
        ("workshop", N_("Start a workshop, or change its programme")),
        ("log", N_("What was done; take it back")),
    ),
    "researcher": (("export", N_("Take the data out")),),
}

#: The order in which roles are listed for somebody who has several.
ORDER = ("facilitator", "researcher", "leader", "trainee")


def menus() -> dict[str, list[tuple[str, str]]]:
    """The menu of people who have not joined, by language; the empty language is everybody else's."""
    spoken = {language: tongue(language) for language in LANGUAGES}
    by_language = {
        language: [(name, str(_(text))) for name, text in COMMON] for language, _ in spoken.items()
    }
    return {"": by_language["en"], **by_language}


def commands_of(tx: Tx, person: Person, _: Tongue) -> list[tuple[str, str]]:
    """Command and description, in the language of ``_``, for every role that the person has."""
    roles = roles_of(tx, person)
    chosen: dict[str, str] = {}
    for role in ORDER:
        if role in roles:
            chosen.update((name, _(text)) for name, text in BY_ROLE[role])
    chosen.update((name, _(text)) for name, text in COMMON)
    return list(chosen.items())


def offer(tx: Tx, person: Person) -> None:
    """Set the menu of the person's chat to what they may do, in their language."""
    commands = [list(pair) for pair in commands_of(tx, person, tx.tongue(person))]
    tx.say(person, "", kind="menu", attach={"commands": commands})


def help_text(tx: Tx, person: Person) -> str:
    """What the person can do here, one line a command, as Telegram HTML."""
    _ = tx.tongue(person)
    lines = [_("<b>What you can do</b>")]
    lines += [f"/{name} – {text}" for name, text in commands_of(tx, person, _)]
    if roles_of(tx, person) & {"trainee", "leader"}:
        lines.append("")
        lines.append(
            _(
                "Made a mistake? Edit your message, or open /mydata. "
                "You can stop at any time: /pause or /withdraw."
            )
        )
    return "\n".join(lines)
