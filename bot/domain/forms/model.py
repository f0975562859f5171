"""What a form is made of inside the engine: nodes, binds, controls, texts. Read once, shared by everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.forms.xpath import Expression

#: A list of the form or of a data file, with conditions or without.
_LIST = re.compile(r"instance\((?!\s*['\"]__)\s*['\"][^'\"]+['\"]\s*\)/root/item(?:\[.*\])?$", re.DOTALL)

#: What makes conditions depend on more than the answers that they name: place, time, chance, language.
_OWN = re.compile(
    r"\.\.|__last-saved|jr:|\b(?:current|now|today|random\w*|uuid|once|position|indexed-repeat)\("
)

#: A text: literal pieces, and expressions whose values stand in it.
Parts = tuple[str | Expression, ...]


@dataclass(frozen=True)
class Words:
    """A label, hint or message: pieces, or the id of a translated text.

    ``named`` is an expression that gives the id, ``computed`` one that gives the text itself.
    """

    parts: Parts = ()
    itext: str = ""
    named: Expression | None = None
    computed: Expression | None = None


@dataclass(frozen=True)
class Itext:
    """The translated texts: by language, id and form (empty for the text, ``guidance``, ``image`` …)."""

    languages: tuple[str, ...]
    default: str
    texts: Mapping[str, Mapping[str, Mapping[str, Parts]]]

    def forms(self, language: str, name: str) -> Mapping[str, Parts]:
        """The forms of a text in a language; what it lacks comes from the default language, then any."""
        found: dict[str, Parts] = {}
        for spoken in dict.fromkeys((language, self.default, *self.languages)):
            for form, parts in self.texts.get(spoken, {}).get(name, {}).items():
                if form not in found and parts not in ((), ("-",)):
                    found[form] = parts
        return found


@dataclass(frozen=True)
class Bind:
    """What a ``bind`` says about a node."""

    type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    constraint_message: Words | None = None
    required_message: Words | None = None
    preload: str = ""
    preload_params: str = ""

    @property
    def always_readonly(self) -> bool:
        """Whether nobody can ever answer here."""
        return self.readonly is not None and self.readonly.source.strip() == "true()"


@dataclass(frozen=True)
class Item:
    """A choice that is written in the form: its name, and its label."""

    name: str
    label: Words | None


@dataclass(frozen=True)
class Itemset:
    """Choices that are computed: the nodes, and in each its name and label."""

    nodes: Expression
    value: Expression
    label: Words | None

    @property
    def whole(self) -> bool:
        """Whether it is a whole list that is written in the form, without any condition."""
        return "[" not in self.nodes.source and "instance(" in self.nodes.source

    @property
    def shared(self) -> bool:
        """Whether all who gave the same answers have the same list: nothing in it is anybody's own."""
        source = self.nodes.source.strip()
        return _LIST.match(source) is not None and _OWN.search(source) is None


@dataclass(frozen=True)
class Control:
    """What the body says about a node: how it is asked and named."""

    tag: str
    label: Words | None = None
    hint: Words | None = None
    appearance: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    itemset: Itemset | None = None


@dataclass(frozen=True)
class Action:
    """A value that is set on an event; ``trigger`` is the path of the node that must change, if any."""

    events: frozenset[str]
    value: Expression | None
    text: str = ""
    trigger: str = ""


@dataclass(frozen=True)
class Seed:
    """What stands in a node of the blank form: a text, and what is below by name."""

    text: str = ""
    kids: Mapping[str, tuple[Seed, ...]] = field(default_factory=dict)


@dataclass(eq=False)
class Spec:
    """A node of the form: a leaf, a group or a repeat. ``path`` is without the root and without numbers.

    ``tag`` is its name in an instance, as in ``{http://openrosa.org/xforms}meta``: with a namespace when it
    has one besides that of XForms.
    """

    name: str
    path: str
    parent: Spec | None
    number: int = 0
    repeat: bool = False
    children: list[Spec] = field(default_factory=list)
    bind: Bind = field(default_factory=Bind)
    control: Control | None = None
    actions: list[Action] = field(default_factory=list)
    template: Seed = field(default_factory=Seed)
    count: Expression | None = None
    fixed: bool = False
    fill: str = ""
    tag: str = ""

    def __post_init__(self) -> None:
        self.leaf = True
        self.holds_repeats = False
        self.guarded = False

    def settle(self) -> None:
        """Fix what follows from the children, once they are all there."""
        self.leaf = not self.children and not self.repeat
        self.holds_repeats = any(child.repeat for child in self.children)
        for child in self.children:
            child.settle()

    def guard(self, above: bool = False) -> None:
        """Note for each node, once the binds are read, whether something around it may be read-only."""
        self.guarded = above or self.bind.readonly is not None
        for child in self.children:
            child.guard(self.guarded)

    @property
    def computed(self) -> bool:
        """Whether its value comes from its calculation alone, never from a person."""
        return self.bind.calculate is not None and (self.control is None or self.bind.always_readonly)

    @property
    def chooses(self) -> bool:
        """Whether its value is a choice, or several, out of a list."""
        return self.control is not None and self.control.tag in ("select", "select1", "rank")

    @property
    def narrowed(self) -> bool:
        """Whether its choices depend on other answers, so that a choice made may no longer be there."""
        itemset = self.control.itemset if self.control is not None else None
        return itemset is not None and bool(itemset.nodes.paths) and not itemset.whole

    @property
    def repeats(self) -> tuple[str, ...]:
        """The paths of the repeats around it, outermost first, itself not counted."""
        above = self.parent
        found: list[str] = []
        while above is not None:
            if above.repeat:
                found.append(above.path)
            above = above.parent
        return tuple(reversed(found))

    def walk(self) -> Iterator[Spec]:
        """This node and all below it, in form order."""
        yield self
        for child in self.children:
            yield from child.walk()
