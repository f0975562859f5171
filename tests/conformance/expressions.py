"""Expressions that both engines compute: every operator and every function, with values of every type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from xml.sax.saxutils import escape, quoteattr

from tests.conformance.differences import Difference

#: What stands in the form, by name; ``rep`` is a repeat of three rounds beside it.
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
    "clock": "10:15:30.000+07:00",
    "broken": "2026-13-45",
    "point": "11.55 104.9 0 0",
    "line": "11.5 104.9 0 0;11.6 104.9 0 0;11.6 105.0 0 0",
    "ring": "11.5 104.9 0 0;11.6 104.9 0 0;11.6 105.0 0 0;11.5 104.9 0 0",
    "chosen": "c1",
    "yes": "true",
    "no": "false",
    "big": "1e3",
    "padded": " 7 ",
}

#: One value of each kind, as an author may write it.
_VALUES = (
    *("/data/one", "/data/half", "/data/none", "/data/word", "/data/day", "/data/instant", "/data/nowhere"),
    *("/data/rep/x", "-3.7", "'5'", "''", "'abc'", "true()", "false()", "0 div 0", "1 div 0", "/data/no"),
)

_SOME = ("/data/one", "-0.5", "/data/none", "/data/several", "'l'", "/data/padded", "true()")

_OPERATORS = ("+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=")

_OF_ONE = (
    *("string", "number", "boolean", "not", "boolean-from-string", "string-length", "normalize-space"),
    *("int", "abs", "round", "floor", "ceiling", "sqrt", "exp", "exp10", "log", "log10", "sin", "cos"),
    *("tan", "asin", "acos", "atan", "count-selected", "concat", "date", "date-time", "decimal-date-time"),
    *("decimal-time", "-"),
)

_OF_TWO = (
    *("pow", "atan2", "contains", "starts-with", "ends-with", "substring-before", "substring-after"),
    *("selected", "selected-at", "coalesce", "round", "substr", "substring", "min", "max", "join"),
)

_WRITTEN = r"""
-/data/one
1 + 2 * 3
(1 + 2) * 3
7 mod -3
-7 mod 3
1.5 mod 0.4
5 mod 0
0.1 + 0.2
1 div 3
2 div 3
10 div 4
1000000 * 1000000
1 div 1000
123456789.125
1 = 1 = 1
true() = 1 < 2
1 < 2 != 2 > 1
3 > 2 > 1
'a' < 'b'
'10' > '9'
1 = '1'
1 = '1.0'
'1' = '1.0'
true() = 'true'
true() = ''
true() = 1
false() = ''
/data/rep/x = 2
/data/rep/x != 2
/data/rep/x > 2
/data/rep/x = /data/rep[2]/x
/data/nowhere = ''
/data/nowhere != ''
/data/none = ''
/data/none = 0
/data/none < 1
/data/none > -1
not(/data/nowhere)
/data/day = '2026-12-01'
/data/day > '2026-11-30'
/data/day < /data/instant
/data/day + 1
/data/day - 1
date(/data/day + 1)
date(/data/day) + 1
date(/data/day + 31)
date('2026-12-01') - date('2026-11-01')
/data/instant - /data/day
decimal-date-time(/data/instant) - decimal-date-time(/data/day)
date('2028-02-29')
date('2026-1-5')
date('x')
date(20000)
date(0)
date(0.5)
date-time(20000.25)
date-time('2026-12-01T10:15:30.000Z')
date-time('2026-12-01T10:15:30.000+05:30')
date-time('2026-12-01T10:15')
date('2026-12-01T23:30:00.000Z')
string(date('2026-12-01'))
number(date('2026-12-01'))
number('2026-12-01')
number('2026-12-01T12:00:00.000+07:00')
int(decimal-date-time('2026-12-01'))
round(decimal-date-time('2026-12-01T12:00:00.000+07:00'), 3)
decimal-date-time('1970-01-01T00:00:00.000Z')
decimal-date-time('1969-12-31')
decimal-time('12:30:00')
decimal-time('06:00:00.000+07:00')
decimal-time('23:59:59')
decimal-time('24:00')
decimal-time('x')
format-date(/data/day, '%Y-%m-%d')
format-date(/data/day, '%y %n %e %b %a')
format-date(/data/instant, '%d.%m.%Y')
format-date(/data/day, '%d/%m/%Y %%')
format-date('', '%Y')
format-date('x', '%Y')
format-date-time(/data/instant, '%Y-%m-%d %H:%M:%S.%3')
format-date-time(/data/instant, '%h o clock')
format-date-time(/data/day, '%H:%M')
format-date-time('2026-12-01T10:15:30.123+07:00', '%3')
format-date-time('2026-12-01T22:15:30.123Z', '%d %H')
string-length(today())
today() > '2026-01-01'
today() <= now()
now() > today()
int(now() - today())
format-date(today(), '%Y') >= 2026
date(today()) = today()
string(true())
string(1 > 2)
string(1.0)
string(0.5)
string(-0)
string(1 div 0)
string(-1 div 0)
string(0 div 0)
string(12345678901)
string(0.0000001)
concat('a', 1, true())
concat(/data/rep/x)
concat(/data/rep/x, '-', /data/none)
concat(/data/rep/y)
concat('x', '')
join(', ', 'a', 'b')
join('-', /data/rep/x)
join('-', /data/rep/y)
join('', /data/rep/x)
join(' ', /data/rep/x, 'end')
join(', ')
coalesce('', 'b')
coalesce('a', 'b')
coalesce('', '')
coalesce(/data/nowhere, 'z')
coalesce(0, 1)
substr('abcdef', 2)
substr('abcdef', 1, 3)
substr('abcdef', -3, -1)
substr('abcdef', -3)
substr('abcdef', 4, 2)
substr('abc', 10)
substr('abc', 0, 10)
substr('abc', 'x')
substring('12345', 2, 3)
substring('12345', 1.5, 2.6)
substring('12345', 0, 3)
substring('12345', 0 div 0, 3)
substring('12345', 2)
substring-before('1999/04/01', '/')
substring-before('1999', '/')
substring-after('1999/04/01', '/')
substring-after('abc', '')
substring-before('abc', '')
string-length('')
string-length('abc')
string-length(/data/khmer)
string-length(123.50)
coalesce(/data/none, '')
normalize-space('  a   b ')
translate('--aaa--', 'abc-', 'ABC')
translate('bar', 'abc', 'AB')
translate('aaa', 'aa', 'xy')
translate('abc', '', 'x')
contains('abc', '')
contains('', 'a')
starts-with('abc', '')
ends-with('abc', 'bc')
ends-with('abc', '')
ends-with('a', 'aa')
regex('abc', '[a-c]+')
regex('abcd', '^[a-c]+$')
regex('', '^$')
regex('12', '\d{2}')
regex('1', '\d{2}')
regex('a@b.co', '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+[.][A-Za-z]{2,4}$')
regex(/data/word, 'hello')
regex(/data/one, '1')
regex(/data/khmer, '^[ក-៿]+$')
regex('x', '.')
regex('0201234567', '^(020|030)[0-9]{7,8}$')
digest('abc', 'MD5', 'hex')
digest('abc', 'SHA-1', 'hex')
digest('abc', 'SHA-256', 'hex')
digest('abc', 'SHA-384', 'hex')
digest('abc', 'SHA-512', 'hex')
digest('abc', 'MD5', 'base64')
digest('abc', 'SHA-1', 'base64')
digest('abc', 'SHA-256')
digest('abc', 'SHA-384')
digest('abc', 'SHA-512')
digest('', 'SHA-256', 'hex')
digest(/data/khmer, 'MD5', 'hex')
base64-decode('SGVsbG8=')
base64-decode('4Z6f4Z68')
base64-decode('')
string-length(uuid())
string-length(uuid(5))
regex(uuid(), '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$')
random() < 1
random() >= 0
once(7)
once('x')
once(/data/none)
if(true(), 1, 2)
if(/data/none, 'a', 'b')
if(/data/no, 'a', 'b')
if('', 'a', 'b')
if(0, 'a', 'b')
if(1 = 1, /data/rep/x, 'b')
if(1 > 2, 'a', /data/day)
boolean('false')
boolean(/data/rep)
boolean(/data/nowhere)
boolean-from-string('true')
boolean-from-string('1')
boolean-from-string('TRUE')
boolean-from-string(1)
boolean-from-string(true())
boolean-from-string('yes')
checklist(1, 2, true(), false(), true())
checklist(1, 1, true(), true())
checklist(2, -1, true(), true(), true())
checklist(-1, 2, true(), true(), true())
checklist(-1, 2, true(), true(), false())
checklist(0, 0)
checklist(1, 2, 'a', '')
checklist(1, 2, '0', '1')
checklist(1, 2, /data/rep/x)
checklist(1, 2, /data/rep/y)
checklist(1, 2, /data/yes, /data/no)
weighted-checklist(3, 5, true(), 2, true(), 2)
weighted-checklist(3, 5, true(), 2, false(), 2)
weighted-checklist(5, -1, true(), 2, true(), 4)
weighted-checklist(-1, 5, true(), 2, true(), 4)
weighted-checklist(1, 2, 'a', 1, '', 5)
weighted-checklist(1, 9, /data/rep/x, /data/rep/x)
round(2.5)
round(-2.5)
round(-0.4)
round(2.4567, 2)
round(2.345, 2)
round(1.005, 2)
round(1234.5, -2)
round(5.5, 0)
round('x')
round(1 div 0)
int(3.7)
int(-3.7)
int('12abc')
int('')
int('3.9')
floor(-2.7)
ceiling(2.1)
ceiling(-0.5)
pow(2, 10)
pow(2, -1)
pow(-8, 1 div 3)
pow(0, 0)
pow(10, 400)
pow(0, -1)
pow(-10, 401)
pow(1, 'x')
round(5, 400)
round(5, -400)
substr('abc', 1, 'x')
exp(1)
exp(1000)
exp10(3)
exp10(-1)
exp10(400)
log(1)
log(0)
log(-1)
log10(1000)
log10(0)
sqrt(2)
sqrt(-1)
pi()
asin(2)
min(3, 1, 2)
max(3, 1, 2)
max(/data/rep/x, 10)
min(/data/rep/x)
max(/data/rep/x)
max(/data/rep/y)
min('', 3)
max('x', 3)
max(/data/nowhere)
min(/data/day, '2026-01-01')
sum(/data/rep/x)
sum(/data/rep/y)
sum(/data/nowhere)
sum(/data/rep[x > 1]/x)
count(/data/rep)
count(/data/nowhere)
count(/data/rep[x > 1])
count(/data/rep/in)
count(/data/rep[2]/in)
count-non-empty(/data/rep/y)
count-non-empty(/data/nowhere)
count-non-empty(/data/none)
position(/data/rep[2])
position(/data/rep[3]/in[1])
position(..)
position(/data/rep[1]/in[2])
/data/rep[2]/x
/data/rep[position() = 2]/x
/data/rep[position() = last()]/x
/data/rep[last()]/x
/data/rep[x = 3]/y
/data/rep[x > 1][1]/x
/data/rep[number(/data/one)]/x
/data/rep[2]/in/q
/data/rep/in[q > 12]/q
/data/rep[1]/in[2]/q
/data/rep[y = '']/x
count(/data/rep/*)
count(//q)
count(//in[q = 12])
../one
../rep[2]/x
count(../rep/x)
name(/data/one)
local-name(/data/rep[1]/x)
indexed-repeat(/data/rep/x, /data/rep, 2)
indexed-repeat(/data/rep/x, /data/rep, 9)
indexed-repeat(/data/rep/x, /data/rep, 0)
indexed-repeat(/data/rep/y, /data/rep, 1)
indexed-repeat(/data/rep/in/q, /data/rep, 1, /data/rep/in, 2)
indexed-repeat(/data/rep/in/q, /data/rep, 3, /data/rep/in, 1)
indexed-repeat(/data/rep/x, /data/rep, /data/one)
indexed-repeat(/data/rep/x, /data/rep, count(/data/rep))
instance('list')/root/item[name = 'c1']/label
instance('list')/root/item[name = /data/chosen]/w
instance('list')/root/item[name = current()/../chosen]/w
instance('list')/root/item[2]/name
instance('list')/root/item[position() = 3]/name
instance('list')/root/item[w > 5][1]/name
instance('list')/root/item[w > 5 and name != 'c1']/name
instance('list')/root/item[last()]/label
count(instance('list')/root/item)
count(instance('list')/root/item[w > 5])
sum(instance('list')/root/item/w)
max(instance('list')/root/item/w)
join(' ', instance('list')/root/item/name)
join(' ', randomize(instance('list')/root/item/name, 1))
join(' ', randomize(instance('list')/root/item/name, 42))
join(' ', randomize(instance('list')/root/item/name, -7))
join(' ', randomize(instance('list')/root/item/name, 3.9))
join(' ', randomize(instance('list')/root/item/name, '12'))
join(' ', randomize(instance('list')/root/item/name, 'abc'))
join(' ', randomize(instance('list')/root/item/name, 2147483647))
count(randomize(instance('list')/root/item))
jr:choice-name(/data/chosen, '/data/chosen')
jr:choice-name('c0', '/data/chosen')
jr:choice-name('zz', '/data/chosen')
jr:itext('hi')
selected(/data/several, 'y')
selected(/data/several, 'q')
selected('a b', ' b ')
selected('', '')
selected('a', '')
selected-at(/data/several, 0)
selected-at(/data/several, 2)
selected-at(/data/several, 3)
selected-at(/data/several, -1)
selected-at('', 0)
selected-at(/data/several, 1.5)
count-selected(/data/several)
count-selected('  a   b ')
count-selected('')
area(/data/line)
area(/data/ring)
area(/data/point)
area('')
area('x')
area(/data/rep/p)
distance(/data/line)
distance(/data/ring)
distance('11.5 104.9 0 0;11.6 104.9 0 0')
distance('11.5 104.9;11.6 104.9')
distance(/data/point, '11.6 104.9 0 0')
distance(/data/rep/p)
geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')
geofence('5 5', '0 0;0 1;1 1;1 0;0 0')
geofence('', '0 0;0 1;1 1;1 0;0 0')
"""


def _all() -> Iterator[str]:
    for left, operator, right in product(_VALUES, _OPERATORS, _SOME):
        yield f"{left} {operator} {right}"
    for left, operator, right in product(_SOME, ("and", "or"), _SOME):
        yield f"boolean({left} {operator} {right})"
    for name, value in product(_OF_ONE, _VALUES):
        yield f"{name}({value})"
    for name, first, second in product(_OF_TWO, _VALUES, ("/data/one", "-2", "/data/none", "'l'")):
        yield f"{name}({first}, {second})"
    yield from (line for line in _WRITTEN.splitlines() if line)


#: Expressions whose values differ, with what ours gives, and why.
DIFFERENT = {
    "/data/one and /data/half": ("true", Difference.BOTH),
    "/data/zero or /data/one": ("true", Difference.BOTH),
    "substring-after('1, 2', ', ')": ("2", Difference.AFTER),
    "string-length('😀')": ("1", Difference.LETTERS),
    "substr('a😀b', 1, 2)": ("😀", Difference.LETTERS),
    "format-date(20000, '%Y-%m-%d')": ("2024-10-04", Difference.FORMAT),
    "(/data/rep/x)[2]": ("2", Difference.BRACKETS),
    "date('' + 7)": ("", Difference.NO_DATE),
}

#: Expressions at which ODK's engine gives up the whole form, with what ours gives, and why.
ONLY_OURS = {
    "--/data/one": ("1", Difference.UNPARSED),
    "string(1e3)": ("1000", Difference.UNPARSED),
    "count(/data/rep | /data/one)": ("4", Difference.UNPARSED),
    "date('2026-02-29')": ("", Difference.ERRORS),
    "date(1 div 0)": ("", Difference.ERRORS),
    "date-time(1 div 0)": ("", Difference.ERRORS),
    "decimal-date-time(1 div 0)": ("", Difference.ERRORS),
    "decimal-date-time(true())": ("", Difference.ERRORS),
    "decimal-date-time(false())": ("", Difference.ERRORS),
    "distance('')": ("", Difference.ERRORS),
    "distance(/data/point)": ("", Difference.ERRORS),
    "distance('91 0 0 0;0 0 0 0')": ("", Difference.ERRORS),
}

#: Every case in which both must give the same, once, in order.
EXPRESSIONS = tuple(text for text in dict.fromkeys(_all()) if text not in ONLY_OURS)

_XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>t</h:title><model>
<itext><translation lang="en"><text id="hi"><value>Hi there</value></text></translation></itext>
<instance><data id="t">{facts}
<rep><x>1</x><y>p</y><p>11.5 104.9 0 0</p><in><q>11</q></in><in><q>12</q></in></rep>
<rep><x>2</x><y/><p>11.6 104.9 0 0</p><in><q>21</q></in></rep>
<rep><x>3</x><y>r</y><p>11.6 105.0 0 0</p><in><q>31</q></in></rep>
{leaves}</data></instance>
<instance id="list"><root>
<item><name>c0</name><label>Label 0</label><w>5</w></item>
<item><name>c1</name><label>Label 1</label><w>6</w></item>
<item><name>c2</name><label>Label 2</label><w>7</w></item></root></instance>
{binds}</model></h:head><h:body>
<select1 ref="/data/chosen"><label>c</label><itemset nodeset="instance('list')/root/item">
<value ref="name"/><label ref="label"/></itemset></select1>
<group ref="/data/rep"><repeat nodeset="/data/rep"><input ref="/data/rep/x"/>
<group ref="/data/rep/in"><repeat nodeset="/data/rep/in"><input ref="/data/rep/in/q"/></repeat></group>
</repeat></group></h:body></h:html>"""


def computing(expressions: Sequence[str]) -> str:
    """The XForm in which ``/data/e1``, ``/data/e2`` … are the values of expressions."""
    numbered = list(enumerate(expressions, 1))
    return _XFORM.format(
        facts="".join(f"<{name}>{escape(text)}</{name}>" for name, text in FACTS.items()),
        leaves="".join(f"<e{n}/>" for n, _text in numbered),
        binds="".join(
            f'<bind nodeset="/data/e{n}" type="string" calculate={quoteattr(text)}/>' for n, text in numbered
        ),
    )
