"""Forms for tests, written as XLSForm tables or, for expressions alone, as the smallest XForm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from pyxform.xls2xform import convert

from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Form

#: A Monday morning in Bangkok.
MONDAY = dt.datetime(2026, 12, 7, 8, 30, 15, 250_000, tzinfo=ZoneInfo("Asia/Bangkok"))


def xform_of(sheets: str) -> str:
    """The XForm of sheets that are written as tables: a name, then rows between bars."""
    return str(convert(sheets, file_type=".md", form_name="data", warnings=[]).xform)


def form_of(sheets: str, columns: Mapping[str, Mapping[str, str]] | None = None) -> Form:
    """The form in sheets that are written as tables."""
    return Form.from_xform(xform_of(sheets), columns)


def filled(form: Form, answers: Mapping[str, str] | None = None, **more: object) -> Filling:
    """The form with answers in it, on a Monday morning."""
    return Filling(form, answers or {}, **{"now": MONDAY, "seed": "a seed", **more})  # type: ignore[arg-type]  # a table of cases


#: What stands in the form that expressions are computed in.
FACTS = {
    "one": "1",
    "half": "12.5",
    "minus": "-3.7",
    "none": "",
    "zero": "0",
    "word": "Hello World",
    "khmer": "សួស្តី",
    "several": "x y z",
    "day": "2026-12-01",
    "instant": "2026-12-01T10:15:30.000+07:00",
    "broken": "2026-13-45",
    "point": "11.55 104.9 0 0",
    "line": "11.5 104.9 0 0;11.6 104.9 0 0;11.6 105.0 0 0",
    "chosen": "c1",
}

_XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>
<itext><translation lang="en"><text id="hi"><value>Hi there</value></text></translation></itext>
<instance><data id="t">{facts}
<rep><x>1</x><y>p</y><in><q>11</q></in><in><q>12</q></in></rep>
<rep><x>2</x><y/><in><q>21</q></in></rep>
<rep><x>3</x><y>r</y><in><q>31</q></in></rep>
<result/></data></instance>
<instance id="list"><root>
<item><name>c0</name><label>Label 0</label><w>5</w></item>
<item><name>c1</name><label>Label 1</label><w>6</w></item>
<item><name>c2</name><label>Label 2</label><w>7</w></item></root></instance>
<bind nodeset="/data/result" type="string" calculate={expression}/></model></h:head><h:body>
<select1 ref="/data/chosen"><label>c</label><itemset nodeset="instance('list')/root/item">
<value ref="name"/><label ref="label"/></itemset></select1>
<group ref="/data/rep"><repeat nodeset="/data/rep"><input ref="/data/rep/x"/>
<group ref="/data/rep/in"><repeat nodeset="/data/rep/in"><input ref="/data/rep/in/q"/></repeat></group>
</repeat></group></h:body></h:html>"""


def xform_with(expression: str) -> str:
    """The smallest XForm in which an expression is computed, with facts and a repeat around it."""
    facts = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in FACTS.items())
    return _XFORM.format(facts=facts, expression=quoteattr(expression))


def computed(expression: str, now: dt.datetime = MONDAY) -> str:
    """What a calculation with this expression gives."""
    return Filling(Form.from_xform(xform_with(expression)), {}, now=now, seed="a seed").value("result")
