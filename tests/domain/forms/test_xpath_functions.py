"""Functions on texts, numbers, choices and truths, one line each."""

import pytest

from tests.domain.forms.writing_forms import computed

TEXTS = """
concat('a', 1, true()) => a1true
concat(/data/rep/x, '-') => 123-
concat() =>
join(', ', 'a', 'b') => a, b
join('-', /data/rep/x) => 1-2-3
join('-', /data/rep/y) => p--r
coalesce('', 'b') => b
coalesce(/data/none, /data/one) => 1
coalesce(/data/nowhere, 'z') => z
coalesce(0, 1) => 0
string-length(/data/word) => 11
string-length(/data/khmer) => 6
string-length(123.50) => 5
substr('abcdef', 2) => cdef
substr('abcdef', 1, 3) => bc
substr('abcdef', -3, -1) => de
substr('abcdef', 4, 2) =>
substr('abc', 10) =>
substring('12345', 2, 3) => 234
substring('12345', 1.5, 2.6) => 234
substring('12345', 0, 3) => 12
substring('12345', -42, 1 div 0) => 12345
substring('12345', 0 div 0, 3) =>
substring-before('1999/04/01', '/') => 1999
substring-after('1999/04/01', '/') => 04/01
substring-after('abc', 'x') =>
normalize-space('  a   b ') => a b
translate('--aaa--', 'abc-', 'ABC') => AAA
contains(/data/word, 'World') => true
contains('abc', '') => true
starts-with('abc', 'ab') => true
ends-with('abc', 'bc') => true
ends-with('abc', 'x') => false
regex('abc', '[a-c]+') => true
regex('abcd', '^[a-c]+$') => false
regex('a@b.co', '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+[.][A-Za-z]{2,4}$') => true
regex(/data/khmer, '\\w') => false
digest('abc', 'MD5', 'hex') => 900150983cd24fb0d6963f7d28e17f72
digest('abc', 'SHA-256') => ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=
digest('abc', 'CRC', 'hex') =>
base64-decode('SGVsbG8=') => Hello
base64-decode('!!') =>
jr:itext('hi') => Hi there
jr:itext('nowhere') =>
"""

NUMBERS = """
int(3.7) => 3
int(-3.7) => -3
int('') =>
floor(-2.7) => -3
ceiling(2.1) => 3
round(2.5) => 3
round(-2.5) => -3
round(2.4567, 2) => 2.46
round(1234.5, -2) => 1200
round('x') =>
abs(-3) => 3
abs('') =>
pow(2, 10) => 1024
pow(-8, 1 div 3) =>
sqrt(16) => 4
sqrt(-1) =>
exp10(3) => 1000
log10(1000) => 3
log(0) => -Infinity
round(pi(), 4) => 3.1416
round(atan2(1, 2), 4) => 0.4636
min(3, 1, 2) => 1
max(/data/rep/x, 10) => 10
max(/data/rep/x) => 3
max() =>
min('', 3) =>
sum(/data/rep/x) => 6
sum(/data/rep/y) =>
sum(/data/rep[x > 1]/x) => 5
count(/data/rep) => 3
count(/data/nowhere) => 0
count(/data/rep[x > 1]) => 2
count-non-empty(/data/rep/y) => 2
random() < 1 => true
random() = random() => true
"""

CHOICES_AND_LISTS = """
selected(/data/several, 'y') => true
selected(/data/several, 'q') => false
selected('a b', ' b ') => true
selected(/data/none, '') => true
selected-at(/data/several, 0) => x
selected-at(/data/several, 3) =>
selected-at(/data/several, -1) =>
selected-at(/data/several, 'x') =>
count-selected(/data/several) => 3
count-selected('  a   b ') => 2
count-selected(/data/none) => 0
jr:choice-name(/data/chosen, '/data/chosen') => Label 1
jr:choice-name('c0', '/data/chosen') => Label 0
jr:choice-name('zz', '/data/chosen') =>
jr:choice-name('c0', '/data/nowhere') =>
checklist(1, 2, true(), false(), true()) => true
checklist(1, 1, true(), true()) => false
checklist(2, -1, true(), true(), true()) => true
checklist(1, 2, /data/rep/y) => true
weighted-checklist(3, 5, true(), 2, true(), 2) => true
weighted-checklist(3, 5, true(), 2, false(), 2) => false
weighted-checklist(5, -1, true(), 2, true(), 4) => true
"""

PLACES = """
area(/data/line) => 60704761.89
distance('11.5 104.9 0 0;11.6 104.9 0 0') => 11131.88
distance(/data/point, '11.6 104.9 0 0') => 5565.94
distance('nowhere') =>
geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0') => true
geofence('5 5', '0 0;0 1;1 1;1 0;0 0') => false
"""

ALL = "".join((TEXTS, NUMBERS, CHOICES_AND_LISTS, PLACES))


@pytest.mark.parametrize("line", [line for line in ALL.splitlines() if line])
def test_functions(line: str) -> None:
    expression, _bar, expected = line.partition(" =>")
    assert computed(expression) == expected.strip()


def test_a_uuid_looks_like_one() -> None:
    made = computed("uuid()")
    assert [len(part) for part in made.split("-")] == [8, 4, 4, 4, 12]
    assert made[14] == "4"
    assert made[19] in "89ab"
    assert len(computed("uuid(5)")) == 5
    assert len(computed("uuid(80)")) == 80


def test_a_pattern_that_would_run_for_ever_is_given_up() -> None:
    from bot.domain.forms.xpath.patterns import matches

    assert not matches("a" * 5_000 + "!", "^(a|a|b?a)*(a|aa)+$")
    assert not matches("x" * 20_000, "x")


def test_a_broken_pattern_in_an_answer_matches_nothing() -> None:
    assert computed("regex('(', /data/one)") == "false"
    assert computed("regex('x', concat('(', ''))") == "false"
