"""A form: what it asks, in which order and language. Made once from an XForm, shared by all who fill it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from bot.domain.forms.graph import Key, calls_of, circle_problems, links_of, order_of, reached
from bot.domain.forms.kinds import kind_of
from bot.domain.forms.model import Action, Itext, Parts, Seed, Spec, Words
from bot.domain.forms.words import language_code
from bot.domain.forms.xform import Blueprint, FormError, Problem, read_xform
from bot.domain.forms.xpath import Expression, Node, compile_expression

__all__ = ["Activity", "Choice", "Form", "FormError", "Problem", "Question"]

_NAMED = re.compile(r"\$\{\s*(?:last-saved#)?([^\s{}]+)\s*\}")
_META = "meta"


@dataclass(frozen=True)
class Choice:
    """A choice of a question as it is written: its name, and its label by language (as Markdown)."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A leaf of the form. ``path`` has no numbers of rounds; ``repeats`` are the repeats around it.

    ``labels`` and ``hints`` are by language, as written; quoted answers stand in them as ``${name}``.
    ``choices`` are all that its lists hold; which are offered now is :meth:`Filling.choices`.
    """

    name: str
    path: str
    kind: str
    bind_type: str = "string"
    appearance: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    activity: str = ""
    repeats: tuple[str, ...] = ()
    has_required: bool = False
    has_constraint: bool = False
    readonly: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    asked: bool = False


@dataclass(frozen=True)
class Activity:
    """A top-level group or repeat; or the whole form, under its id, when it has rows outside of groups."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    is_repeat: bool = False
    repeat_count: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Form:
    """A form that can be filled. See :class:`bot.domain.forms.filling.Filling` for filling it."""

    id: str
    title: str
    version: str
    languages: tuple[str, ...]
    default_language: str
    activities: tuple[Activity, ...]
    questions: Mapping[str, Question]
    columns: Mapping[str, Mapping[str, str]]
    root: Spec
    seed: Seed
    itext: Itext
    instances: Mapping[str, Node]
    specs: Mapping[str, Spec]
    order: tuple[Key, ...]
    depth: int
    shown: frozenset[str] | None = None

    @classmethod
    def from_xform(
        cls,
        xml: str,
        columns: Mapping[str, Mapping[str, str]] | None = None,
        files: Mapping[str, str] | None = None,
        *,
        whole: bool = False,
        shown: Collection[str] | None = None,
    ) -> Form:
        """The form in an XForm. ``columns`` are Sala's own cells by path or name of a row.

        ``files`` are the texts of the data files that it reads, by name; one that is missing has no rows.
        ``whole`` makes it one activity, whatever groups it has. ``shown`` names the pictures, sounds and
        videos that are there to be shown; by default all that are named. Raises :class:`FormError` with
        everything that keeps the form from running: functions that do not exist, expressions that cannot be
        read, calculations that depend on themselves.
        """
        made, columns = read_xform(xml, files or {}), columns or {}
        order, depth, circles = order_of(links_of(made.specs, made.root), calls_of(made.specs))
        problems = [*made.problems, *circle_problems(circles)]
        if problems:
            raise FormError(problems)
        for path, spec in made.specs.items():
            spec.fill = _columns(columns, path).get("fill", "")
        languages = made.itext.languages or ("",)
        activities = _activities(made, columns, whole=whole)
        return cls(
            id=made.id,
            title=made.title,
            version=made.version,
            languages=languages,
            default_language=made.itext.default or languages[0],
            activities=activities,
            questions=_questions(made, columns, {activity.name for activity in activities}),
            columns=columns,
            root=made.root,
            seed=made.seed,
            itext=made.itext,
            instances=made.instances,
            specs=made.specs,
            order=order,
            depth=depth,
            shown=None if shown is None else frozenset(shown),
        )

    @property
    def whole(self) -> bool:
        """Whether the form is one activity, named by its id."""
        return len(self.activities) == 1 and self.activities[0].name not in self.specs

    def activity(self, name: str) -> Activity | None:
        """The activity of a name, None when there is none."""
        return next((activity for activity in self.activities if activity.name == name), None)

    def columns_of(self, path: str) -> Mapping[str, str]:
        """Sala's own cells of a question or group, by path; empty when it has none."""
        return _columns(self.columns, path)

    def language_for(self, code: str) -> str:
        """The language of the form for a code such as ``km``; the default one when the form lacks it."""
        wanted = code.lower().partition("-")[0]
        for language in self.languages:
            if language not in ("", "default") and language_code(language) == wanted:
                return language
        return self.default_language

    @cached_property
    def by_name(self) -> dict[str, list[Spec]]:
        """The nodes with each name."""
        found: dict[str, list[Spec]] = {}
        for spec in self.specs.values():
            found.setdefault(spec.name, []).append(spec)
        return found

    @cached_property
    def lists(self) -> dict[tuple[str, ...], list[Any]]:
        """Choices that were looked up, by the path of the question and the answers that they depend on."""
        return {}

    def read_by_choices(self, spec: Spec) -> tuple[str, ...] | None:
        """The paths that a question's choices depend on; None when they depend on more than such answers."""
        if spec.path not in self._choice_reads:
            self._choice_reads[spec.path] = _read_by_choices(spec, self.root)
        return self._choice_reads[spec.path]

    @cached_property
    def _choice_reads(self) -> dict[str, tuple[str, ...] | None]:
        return {}

    @cached_property
    def triggers(self) -> dict[str, list[tuple[Spec, Action]]]:
        """What is set when a question changes: by its path, the nodes and how they are computed."""
        found: dict[str, list[tuple[Spec, Action]]] = {}
        for spec in self.specs.values():
            for action in spec.actions:
                if action.trigger:
                    found.setdefault(action.trigger, []).append((spec, action))
        return found

    @cached_property
    def orders(self) -> dict[str, tuple[int, ...]]:
        """Where each node stands that has to do with no repeat, for comparing: the numbers along its path."""
        found: dict[str, tuple[int, ...]] = {}
        for path, spec in self.specs.items():
            if not spec.repeat and not spec.repeats:
                above = spec.parent.path if spec.parent is not None else ""
                found[path] = (*found.get(above, ()), spec.number)
        return found

    def expression(self, text: str, where: Spec) -> Expression:
        """An expression with ``${name}`` in it, compiled as seen from a node.

        Raises ``XPathError`` for one that cannot be read, ``KeyError`` for a name that is not in the form.
        """
        return _compiled(_NAMED.sub(lambda found: f" {self.path_to(found[1], where)} ", text))

    def path_to(self, name: str, where: Spec) -> str:
        """The path to a named node: relative inside a repeat that both share, else from the root."""
        found = self.by_name[name]
        shared = (*where.repeats, where.path) if where.repeat else where.repeats
        target = next((spec for spec in found if set(spec.repeats) & set(shared)), found[0])
        common = [repeat for repeat in target.repeats if repeat in shared]
        if not common:
            return f"/{self.root.name}/{target.path}"
        ups = where.path.count("/") - common[-1].count("/")
        steps = "/".join([*[".."] * ups, target.path[len(common[-1]) + 1 :]])
        return steps if ups else f"./{steps}"


def _read_by_choices(spec: Spec, root: Spec) -> tuple[str, ...] | None:
    itemset = spec.control.itemset if spec.control is not None else None
    if itemset is None or not itemset.shared:
        return None
    read = [found for path in itemset.nodes.paths if path.start == "/" for found in reached(path, spec, root)]
    if any(found.repeat or found.repeats or not found.leaf for found in read):
        return None
    return tuple(dict.fromkeys(found.path for found in read))


@lru_cache(maxsize=4096)
def _compiled(source: str) -> Expression:
    return compile_expression(source)


def _columns(columns: Mapping[str, Mapping[str, str]], path: str) -> Mapping[str, str]:
    found = columns.get(path)
    return found if found is not None else columns.get(path.rpartition("/")[2], {})


def _activities(
    made: Blueprint, columns: Mapping[str, Mapping[str, str]], *, whole: bool
) -> tuple[Activity, ...]:
    tops = [spec for spec in made.root.children if spec.name != _META]
    groups = [spec for spec in tops if not spec.leaf]
    if whole or not groups or any(spec.leaf and spec.control is not None for spec in tops):
        name = made.id
        while name in made.specs:  # a row may be called as the form is
            name += "_"
        return (Activity(name, dict.fromkeys(made.itext.languages or ("",), made.title)),)
    return tuple(
        Activity(
            name=spec.name,
            labels=plain_by_language(spec.control.label if spec.control else None, made.itext),
            is_repeat=spec.repeat,
            repeat_count=spec.count.source if spec.count is not None else "",
            columns=_columns(columns, spec.path),
        )
        for spec in groups
    )


def _questions(
    made: Blueprint, columns: Mapping[str, Mapping[str, str]], activities: set[str]
) -> dict[str, Question]:
    apart = activities & made.specs.keys()
    found = {}
    for path, spec in made.specs.items():
        top = path.partition("/")[0]
        if not spec.leaf or top == _META:
            continue
        activity = top if top in apart and top != path else ("" if apart else next(iter(activities)))
        control = spec.control
        found[path] = Question(
            name=spec.name,
            path=path,
            kind=kind_of(spec),
            bind_type=spec.bind.type,
            appearance=control.appearance if control else "",
            parameters=control.attributes if control else {},
            activity=activity,
            repeats=spec.repeats,
            has_required=spec.bind.required is not None,
            has_constraint=spec.bind.constraint is not None,
            readonly=spec.bind.always_readonly,
            columns=_columns(columns, path),
            labels=plain_by_language(control.label if control else None, made.itext),
            hints=plain_by_language(control.hint if control else None, made.itext),
            choices=_choices(spec, made),
            asked=control is not None,
        )
    return found


def _choices(spec: Spec, made: Blueprint) -> tuple[Choice, ...]:
    control = spec.control
    if control is None:
        return ()
    if control.itemset is None:
        return tuple(Choice(item.name, plain_by_language(item.label, made.itext)) for item in control.items)
    source = re.search(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)", control.itemset.nodes.source)
    root = made.instances.get(source[1]) if source else None
    if root is None:
        return ()
    items = [item for top in root.children() for item in top.named("item")]
    name = control.itemset.value.source.strip()
    return tuple(
        Choice(_cell(item, name), _item_labels(item, control.itemset.label, made.itext)) for item in items
    )


def _cell(item: Node, name: str) -> str:
    found = item.named(name)
    return found[0].string() if found else ""


def _item_labels(item: Node, label: Words | None, itext: Itext) -> dict[str, str]:
    """The labels of an item of a secondary instance, by language."""
    identity = _cell(item, "itextId")
    if identity:
        return plain_by_language(Words(itext=identity), itext)
    source = label.computed.source.strip() if label and label.computed else "label"
    return dict.fromkeys(itext.languages or ("",), _cell(item, source))


def plain_by_language(words: Words | None, itext: Itext) -> dict[str, str]:
    """A text by language as it was written; quoted answers stand in it as ``${name}``."""
    languages = itext.languages or ("",)
    if words is None:
        return {}
    if not words.itext:
        return dict.fromkeys(languages, written(words.parts)) if words.parts else {}
    found = {language: itext.forms(language, words.itext).get("", ()) for language in languages}
    return {language: written(parts) for language, parts in found.items() if parts}


def written(parts: Parts) -> str:
    """Pieces of a text as the author wrote them."""
    return "".join(
        part if isinstance(part, str) else f"${{{part.source.strip().rpartition('/')[2]}}}" for part in parts
    ).strip()
