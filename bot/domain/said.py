"""Sentences that the domain decides on and an upper layer translates.

The domain cannot reach the gettext catalogues, so it names a sentence (the English msgid) and the
values that go into it; actions turn it into the person's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 -- the name gettext tools look for
    """Mark an English sentence for extraction without translating it here."""
    return text


@dataclass(frozen=True)
class Said:
    """A sentence for a person: an English msgid with ``{name}`` places, and the values for them."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def english(self) -> str:
        """The sentence in English, values filled in without escaping (for the command line and tests)."""
        values = {k: v.english() if isinstance(v, Said) else v for k, v in self.values.items()}
        return self.text.format(**values)
