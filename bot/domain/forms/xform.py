"""Reading XForm XML: the model and the body become specs, every expression compiled."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.forms.model import Action, Bind, Itext, Parts, Seed, Spec, Words
from bot.domain.forms.outside import OutsideError, file_of, read_data
from bot.domain.forms.xform_body import BodyReader, local
from bot.domain.forms.xpath import Expression, Node, XPathError, compile_expression
from bot.domain.said import N_, Said

_XFORMS = "{http://www.w3.org/2002/xforms}"
_HTML = "{http://www.w3.org/1999/xhtml}"
_JR = "{http://openrosa.org/javarosa}"

_NAMED = re.compile(r"\s*jr:itext\(([^()'\"]+)\)\s*")
_LITERAL = re.compile(r"\s*jr:itext\(\s*(['\"])([^'\"]*)\1\s*\)\s*")


@dataclass(frozen=True)
class Problem:
    """Something in a form that keeps it from running: the path of the node, and what is wrong."""

    path: str
    said: Said
    function: str = ""


class FormError(ValueError):
    """A form that cannot run. ``problems`` says everything that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.said.english() for problem in problems))
        self.problems = tuple(problems)


@dataclass
class Blueprint:
    """What an XForm says, before it is put in order."""

    id: str = ""
    title: str = ""
    version: str = ""
    root: Spec = field(default_factory=lambda: Spec("", "", None))
    seed: Seed = field(default_factory=Seed)
    itext: Itext = field(default_factory=lambda: Itext((), "", {}))
    instances: dict[str, Node] = field(default_factory=dict)
    specs: dict[str, Spec] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_xform(xml: str, files: Mapping[str, str] | None = None) -> Blueprint:
    """Everything in an XForm, and in the data files that it reads, given as texts by name.

    Raises :class:`FormError` when it is no XForm at all.
    """
    try:
        # what is parsed here was written by the converter, or by tests: never by people who chat
        top = ET.fromstring(xml)  # noqa: S314 -- see above
    except ET.ParseError as error:
        raise FormError(
            [Problem("", Said(N_("This is not XML: {reason}"), {"reason": str(error)}))]
        ) from error
    return _Reader(top, files or {}).read()


class _Reader:
    def __init__(self, top: ET.Element, files: Mapping[str, str]) -> None:
        self.top = top
        self.files = files
        self.made = Blueprint()
        self.compiled: dict[str, Expression] = {}

    def read(self) -> Blueprint:
        made = self.made
        model = next((e for e in self.top.iter() if local(e) == "model"), None)
        instances = [e for e in model if local(e) == "instance"] if model is not None else []
        if model is None or not instances or not len(instances[0]):
            raise FormError([Problem("", Said(N_("This XForm has no model with an instance.")))])
        data = instances[0][0]
        made.title = "".join(
            next((e for e in self.top.iter() if local(e) == "title"), ET.Element("x")).itertext()
        )
        made.id, made.version = data.get("id", "") or local(data), data.get("version", "")
        repeats = self._repeats()
        made.root = Spec(local(data), "", None, tag=_tag(data))
        self._grow(made.root, data, repeats)
        made.root.settle()
        made.seed = _seed(data)
        for instance in instances[1:]:
            made.instances[instance.get("id", "")] = self._data(instance)
        self._itext(model)
        for bind in (e for e in model if local(e) == "bind"):
            self._bind(bind)
        for action in (e for e in model if local(e) in ("setvalue", "setgeopoint")):
            self.action(action, "")
        body = next((e for e in self.top if local(e) == "body"), None)
        if body is not None:
            BodyReader(self.made, self).read(body)
        made.root.guard()
        return made

    def _data(self, instance: ET.Element) -> Node:
        """A secondary instance: what stands in the form, or in the file that it names."""
        name = file_of(instance.get("src", ""))
        if not name:
            return _nodes(instance)
        try:
            return read_data(name, self.files[name])
        except KeyError:
            return Node("instance")
        except OutsideError as broken:
            self.made.problems.append(Problem("", broken.said))
            return Node("instance")

    def _repeats(self) -> set[str]:
        """The nodesets of the repeats in the body."""
        return {e.get("nodeset", "").strip() for e in self.top.iter() if e.tag == f"{_XFORMS}repeat"}

    def _grow(self, spec: Spec, element: ET.Element, repeats: set[str]) -> None:
        """Make the specs below one from the blank form; a repeat is read from its template."""
        twins: dict[str, list[ET.Element]] = {}
        for child in element:
            twins.setdefault(local(child), []).append(child)
        for number, (name, elements) in enumerate(twins.items()):
            path = f"{spec.path}/{name}" if spec.path else name
            repeat = f"/{self.made.root.name}/{path}" in repeats
            made = Spec(name, path, spec, number, repeat, tag=_tag(elements[0]))
            model = next((e for e in elements if f"{_JR}template" in e.attrib), elements[0])
            made.template = _seed(model) if f"{_JR}template" in model.attrib else _emptied(_seed(model))
            spec.children.append(made)
            self.made.specs[path] = made
            self._grow(made, model, repeats)

    def path_of(self, reference: str) -> str:
        """The path of a node from an absolute reference in the XForm."""
        parts = [part.rpartition(":")[2] for part in reference.strip().strip("/").split("/")]
        return "/".join(parts[1:])

    def expression(self, source: str | None, path: str, what: str) -> Expression | None:
        """Compile an expression, each text once; what cannot be read is kept as a problem."""
        if source is None or not source.strip():
            return None
        if source not in self.compiled:
            try:
                self.compiled[source] = compile_expression(source)
            except XPathError as error:
                said = Said(
                    N_("“{name}”: {what} cannot be read, because {reason}: {source}"),
                    {
                        "name": path or self.made.id,
                        "what": what,
                        "reason": str(error),
                        "source": source.strip(),
                    },
                )
                self.made.problems.append(Problem(path, said, error.function))
                return None
        return self.compiled[source]

    def _bind(self, element: ET.Element) -> None:
        path = self.path_of(element.get("nodeset", ""))
        spec = self.made.root if not path else self.made.specs.get(path)
        if spec is None:
            return
        get = element.get
        expressions = {
            what: self.expression(get(what), path, what)
            for what in ("relevant", "required", "readonly", "constraint", "calculate")
        }
        kind = get("type", "string").rpartition(":")[2]
        spec.bind = Bind(
            type=kind,
            constraint_message=self._message(get(f"{_JR}constraintMsg"), path),
            required_message=self._message(get(f"{_JR}requiredMsg"), path),
            preload=get(f"{_JR}preload", ""),
            preload_params=get(f"{_JR}preloadParams", ""),
            **expressions,
        )

    def _message(self, text: str | None, path: str) -> Words | None:
        """A message of a bind: the text itself, or a reference to a translated one."""
        if not text:
            return None
        found = _LITERAL.fullmatch(text)
        return Words(itext=found[2]) if found else Words(parts=(text,))

    def _itext(self, model: ET.Element) -> None:
        texts: dict[str, dict[str, dict[str, Parts]]] = {}
        default = ""
        for translation in model.iter(f"{_XFORMS}translation"):
            language = translation.get("lang", "")
            if translation.get("default") in ("true()", "true", "") or not texts:
                default = language
            texts[language] = {
                text.get("id", ""): {
                    _form(value): self.parts(value, text.get("id", "").partition(":")[0])
                    for value in text
                    if local(value) == "value"
                }
                for text in translation
            }
        self.made.itext = Itext(tuple(texts), default, texts)

    def parts(self, element: ET.Element, where: str) -> Parts:
        """The pieces of a text with ``output`` elements in it."""
        parts: list[str | Expression] = [element.text or ""]
        for child in element:
            if local(child) == "output":
                source = self._in_own_round(child.get("value") or child.get("ref") or "", where)
                made = self.expression(source, self.path_of(where), "a quoted answer")
                if made is not None:
                    parts.append(made)
            else:
                parts.append("".join(child.itertext()))
            parts.append(child.tail or "")
        return tuple(part for part in parts if part != "")

    def _in_own_round(self, source: str, where: str) -> str:
        """What the label of a repeat quotes of its answers is of this round, though its path is full."""
        spec = self.made.specs.get(self.path_of(where))
        if spec is None or not spec.repeat:
            return source
        return re.sub(rf"(?<![\w./]){re.escape(f'/{self.made.root.name}/{spec.path}/')}", "./", source)

    def words(self, element: ET.Element | None, path: str) -> Words | None:
        """The text of a label or hint."""
        if element is None:
            return None
        reference = element.get("ref")
        if reference:
            found = _LITERAL.fullmatch(reference)
            if found:
                return Words(itext=found[2])
            named = _NAMED.fullmatch(reference)
            if named:
                return Words(named=self.expression(named[1], path, local(element)))
            return Words(computed=self.expression(reference, path, local(element)))
        return Words(parts=self.parts(element, f"/x/{path}"))

    def action(self, element: ET.Element, trigger: str) -> None:
        path = self.path_of(element.get("ref", ""))
        spec = self.made.specs.get(path)
        if spec is None or local(element) != "setvalue":
            return
        events = frozenset(element.get("event", "").split())
        value = self.expression(element.get("value"), path, "default")
        spec.actions.append(Action(events, value, element.text or "", trigger))


def _tag(element: ET.Element) -> str:
    """The name with its namespace, unless that is the one of XForms, which an instance does not carry."""
    return element.tag.removeprefix(_XFORMS)


def _form(value: ET.Element) -> str:
    """The form of a text; the long form is the text itself."""
    form = value.get("form", "")
    return "" if form == "long" else form


def _seed(element: ET.Element) -> Seed:
    kids: dict[str, list[ET.Element]] = {}
    for child in element:
        kids.setdefault(local(child), []).append(child)
    return Seed(
        (element.text or "").strip() if len(element) else (element.text or ""),
        {
            name: tuple(_seed(twin) for twin in twins if f"{_JR}template" not in twin.attrib)
            for name, twins in kids.items()
        },
    )


def _nodes(element: ET.Element) -> Node:
    """A secondary instance as nodes."""
    node = Node(local(element), text="" if len(element) else (element.text or ""))
    for child in element:
        node.add(_nodes(child))
    return node


def _emptied(seed: Seed) -> Seed:
    """The same nodes without values: what a new round holds where the form has no template for it."""
    return Seed(kids={name: tuple(map(_emptied, twins)) for name, twins in seed.kids.items()})
