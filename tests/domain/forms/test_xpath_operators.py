"""Operators and conversions as ODK has them, one line each."""

import pytest

from tests.domain.forms.writing_forms import computed

CASES = """
1 + 1 => 2
5 - 8 => -3
2 * 3.5 => 7
7 div 2 => 3.5
1 div 0 => Infinity
-1 div 0 => -Infinity
0 div 0 =>
5 mod 3 => 2
-5 mod 3 => -2
5.5 mod 2 => 1.5
5 mod 0 =>
0.1 + 0.2 => 0.30000000000000004
1 div 3 => 0.3333333333333333
1000000 * 1000000 => 1000000000000
1 div 10000000 => 1e-7
1 div 100000 => 0.00001
( 1 + 2 ) * 3 => 9
2 * -3 => -6
/data/one -1 => 0
/data/one*2 => 2
- /data/minus => 3.7
/data/none + 1 =>
/data/several + 1 =>
'' + 1 =>
1 = '1' => true
'1' = '1.0' => false
1 = '1.0' => true
/data/one = 1 => true
/data/none = '' => true
/data/none = 0 => false
/data/none != 0 => true
/data/none < 1 => false
/data/none >= 0 => false
/data/nowhere = '' => false
/data/nowhere != 'x' => false
'a' < 'b' => false
3 > 2 => true
1 <= 1 => true
true() = 'x' => true
true() = /data/none => true
/data/rep/x = 2 => true
/data/rep/x != 2 => true
2 = /data/rep/x => true
/data/rep/x > 2 => true
/data/rep/x < 1 => false
/data/rep/y = '' => true
true() and false() => false
true() or false() => true
1 or 1 div 0 => true
not('') => true
not(0) => true
not(/data/zero) => false
not(/data/nowhere) => true
if(/data/zero, 'y', 'n') => y
if(/data/zero = 0, 'y', 'n') => y
if(/data/none = '', 'none', 1 div 0) => none
boolean(/data/none) => true
boolean(/data/nowhere) => false
boolean('0') => true
boolean(0) => false
boolean-from-string('1') => true
boolean-from-string('true') => true
boolean-from-string('yes') => false
number(true()) => 1
number('') =>
number('12abc') =>
number(' 12 ') => 12
number('1e3') => 1000
number('.5') => 0.5
number('1_000') =>
string(true()) => true
string(1.0) => 1
string(number('x')) =>
string(/data/rep/x) => 1
"it's" => it's
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_operators_and_conversions(line: str) -> None:
    expression, _bar, expected = line.partition(" =>")
    assert computed(expression) == expected.strip()


def test_a_question_may_be_called_like_a_function_or_an_operator() -> None:
    assert computed("/data/date + 1") == ""
    assert computed("count(/data/count) + count(/data/div) + count(/data/text)") == "0"
