"""What is said about the timeline: changes in words, names of activities, and news for participants."""

from __future__ import annotations

import datetime as dt
import re

from bot.actions.answer_rows import open_desk
from bot.actions.posing import title_of
from bot.actions.posing import until as until_when
from bot.actions.speaking import local_day
from bot.actions.tx import PROMPT, Tx
from bot.domain.forms.html import to_plain
from bot.domain.quiet import end_of_quiet
from bot.domain.schedule import Span, Until
from bot.domain.timeline import Wish
from bot.locales import Safe, Tongue
from storage.tables import Cluster, Enrolment, Person, Prompt, Workshop


def name_of(tx: Tx, _: Tongue, workshop: Workshop, activity: str, iteration: int = 1) -> str:
    """The label of an activity in the language of ``_``, as plain text, with the number of its iteration."""
    form = tx.library.get(tx.session, workshop.programme_id).form
    found = next((each for each in form.activities if each.name == activity), None)
    labels = found.labels if found is not None else {}
    label = labels.get(form.language_for(_.language)) or labels.get(form.default_language) or activity
    return to_plain(label) + (f" ({iteration})" if iteration > 1 else "")


def sentence(tx: Tx, _: Tongue, workshop_id: int, wish: Wish) -> str:
    """A change in words, as Telegram HTML; for the question before it as well as for the log."""
    workshop = tx.session.get_one(Workshop, workshop_id)
    said = _sentence(tx, _, workshop, wish)
    if wish.cluster is None:
        return said
    cluster = tx.session.get(Cluster, wish.cluster)
    return _("{what} (only {cluster})", what=Safe(said), cluster=cluster.name if cluster else "–")


def _sentence(tx: Tx, _: Tongue, workshop: Workshop, wish: Wish) -> str:
    if wish.verb == "first":
        return _("First day: {day}", day=local_day(_, dt.date.fromisoformat(wish.value)))
    if wish.verb == "day":
        return _("Day {day}: {how}", day=wish.day, how=Safe(_later(_, int(wish.value))))
    title = name_of(tx, _, workshop, wish.activity, wish.iteration)
    if wish.verb == "move":
        days, _space, time = wish.value.partition("d")
        how = _later(_, int(days))
        how = _("{days}, at {time}", days=Safe(how), time=time.strip()) if time else how
        return _("“{title}”: {how}", title=title, how=Safe(how))
    return {
        "open": lambda: _("“{title}”: opened", title=title),
        "close": lambda: _("“{title}”: closed", title=title),
        "reopen": lambda: _("“{title}”: opened again, {until}", title=title, until=_until(_, wish.value)),
        "extend": lambda: _("“{title}”: open longer, {until}", title=title, until=_until(_, wish.value)),
        "skip": lambda: _("“{title}”: skipped", title=title),
        "unskip": lambda: _("“{title}”: not skipped any more", title=title),
    }[wish.verb]()


def _later(_: Tongue, days: int) -> str:
    if days == 0:
        return _("on its day")
    if days < 0:
        return _.plural("{n} day earlier", "{n} days earlier", -days)
    return _.plural("{n} day later", "{n} days later", days)


def _until(_: Tongue, value: str) -> Safe:
    span = Span.read(value.removeprefix("+"))
    if span is not None:
        minutes = span.minutes
        if value.startswith("+"):
            return Safe(_.plural("{n} minute more", "{n} minutes more", minutes))
        return Safe(_.plural("for {n} minute", "for {n} minutes", minutes))
    closing = Until.read(value)
    return Safe(_("until {time}", time=f"{closing.time:%H:%M}" if closing else value))


def without(tx: Tx, _: Tongue, workshop: Workshop, activity: str) -> list[str]:
    """What else does not come when an activity is skipped, since it waits for its end."""
    programme = tx.library.get(tx.session, workshop.programme_id)
    return [
        _("“{title}” comes only after it, so it does not come either.", title=name_of(tx, _, workshop, name))
        for name in dict.fromkeys(
            each.activity for each in programme.schedule if each.after_activity == activity
        )
    ]


def tell_longer(tx: Tx, workshop: Workshop, prompt: Prompt, person: Person) -> None:
    """Tell somebody who has an activity open that there is more time; not while they sleep or pause."""
    enrolment = tx.session.get_one(Enrolment, prompt.enrolment_id)
    asleep = end_of_quiet(tx.now, person.zone or workshop.zone, workshop.quiet_from, workshop.quiet_to)
    if enrolment.state != "active" or person.reachable != "yes" or asleep or prompt.expires_at is None:
        return
    desk, _ = open_desk(tx, enrolment, person), tx.tongue(person)
    text = _(
        "“{title}” is open longer: until {time}.",
        title=title_of(desk, prompt.activity),
        time=until_when(desk, _, prompt),
    )
    tx.say(person, text, priority=PROMPT, silent=True, prompt_id=prompt.id)


def short(label: str, most: int = 28) -> str:
    """A label for a button: no longer than a small screen shows."""
    label = re.sub(r"\s+", " ", label).strip()
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
