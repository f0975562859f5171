"""What a filled form says: labels, hints, messages and choices, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.forms.model import Itemset, Parts, Words
from bot.domain.forms.xpath import Node, Nodes, to_string

if TYPE_CHECKING:
    from bot.domain.forms.engine import Engine
    from bot.domain.forms.tree import Place

#: Forms of a text that are files to show or play.
MEDIA = ("image", "audio", "video", "big-image")


#: Most filtered lists that are kept for one form.
MOST_LISTS = 2_000


class Offer(NamedTuple):
    """A choice that is offered: its value, and where its label comes from (:meth:`Wording.label`)."""

    name: str
    words: Words | None
    node: Node


class Wording:
    """The texts of one filled form."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def offered(self, place: Place) -> list[Offer]:
        """The choices that a question offers now, in order; looked up once for equal answers."""
        control = place.spec.control
        if control is None:
            return []
        if control.itemset is None:
            return [Offer(item.name, item.label, place) for item in control.items]
        read = self._engine.form.read_by_choices(place.spec)
        if read is None:
            return self._computed(control.itemset, place)
        key = (place.spec.path, *(self._value(path) for path in read))
        lists = self._engine.form.lists
        if key not in lists:
            if len(lists) >= MOST_LISTS:
                lists.clear()
            lists[key] = self._computed(control.itemset, place)
        return lists[key]

    def _value(self, path: str) -> str:
        found = self._engine.tree.find(path)
        return found.string() if found is not None else ""

    def _computed(self, itemset: Itemset, place: Place) -> list[Offer]:
        found = self._engine.run(itemset.nodes, place)
        nodes = found if isinstance(found, Nodes) else ()
        return [
            Offer(to_string(self._engine.run(itemset.value, node)), itemset.label, node) for node in nodes
        ]

    def label(self, offer: Offer) -> str:
        """The label of a choice as plain text; one without a label is called by its name."""
        return self.words(offer.words, offer.node) if offer.words else offer.name

    def parts(self, words: Words | None, node: Node, form: str = "") -> Parts:
        """The pieces of a text in the language of the reader; an expression is a piece of its own."""
        name = self._name(words, node)
        if name:
            return self._forms(name).get(form, ())
        if words is None or form:
            return ()
        return (words.computed,) if words.computed is not None else words.parts

    def _name(self, words: Words | None, node: Node) -> str:
        """The id of a translated text; empty when it is none."""
        if words is None or words.named is None:
            return words.itext if words is not None else ""
        return to_string(self._engine.run(words.named, node))

    def _forms(self, name: str) -> Mapping[str, Parts]:
        return self._engine.form.itext.forms(self._engine.language, name)

    def pieces(self, parts: Parts, node: Node) -> list[tuple[str, bool]]:
        """The pieces of a text, each with whether it is a value."""
        return [
            (part, False) if isinstance(part, str) else (to_string(self._engine.run(part, node)), True)
            for part in parts
        ]

    def words(self, words: Words | None, node: Node, form: str = "") -> str:
        """A label, hint or message as plain text, its Markdown as written."""
        return self._joined(self.parts(words, node, form), node).strip()

    def translated(self, name: str, node: Node) -> str:
        """A translated text by its id; empty when there is none."""
        return self._joined(self._forms(name).get("", ()), node)

    def media(self, words: Words | None, node: Node) -> dict[str, str]:
        """The files that a text shows or plays, those that are there: file names by form."""
        name = self._name(words, node)
        forms = self._forms(name) if name else {}
        found = {
            form: self._joined(parts, node).rpartition("/")[2]
            for form, parts in forms.items()
            if form in MEDIA
        }
        there = self._engine.form.shown
        return found if there is None else {form: file for form, file in found.items() if file in there}

    def _joined(self, parts: Parts, node: Node) -> str:
        return "".join(piece for piece, _is_value in self.pieces(parts, node))
