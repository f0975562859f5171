"""Appearances and other apps: those that nobody knows are probably slips, and one cannot be served."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.findings import Finding, error, nearest, warning
from bot.domain.forms.appearances import APPEARANCES, how_of, words_of
from bot.domain.forms.outline import Outline
from bot.domain.said import N_

_OTHER_APP = N_("A chat cannot open another app: people answer this one by themselves.")


def check_appearances(lines: Outline) -> Iterator[Finding]:
    """The cells of the column ``appearance``."""
    for item in lines.items:
        if item["intent"]:
            yield warning("survey", item.number, item.heading("intent"), _OTHER_APP)
        heading = item.heading("appearance")
        for word in words_of(item["appearance"]):
            how = how_of(word)
            if how is None:
                text = N_("“{word}” is no appearance that Sala knows, so it changes nothing.{hint}")
                hint = nearest(word, APPEARANCES)
                yield warning("survey", item.number, heading, text, word=word, hint=hint)
            elif how == "refused":
                text = N_(
                    "Sala does not read choices with search(). Make it select_one_from_file with the same "
                    "file, and put what search() matches into choice_filter."
                )
                yield error("survey", item.number, heading, text)
            elif word.lower().startswith("ex:"):
                yield warning("survey", item.number, heading, _OTHER_APP)
