from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.small_numbers import FEWEST, FEWEST_EXACT, Detail, band, detail, publish_again

COUNTS = st.lists(st.integers(0, 9), min_size=2, max_size=6)


@given(COUNTS)
def test_nothing_is_shown_below_five_answers_and_no_count_below_eight(counts: list[int]) -> None:
    shown = detail(counts)
    assert (shown is Detail.HIDDEN) == (sum(counts) < FEWEST)
    if shown is Detail.COUNTS:
        assert sum(counts) >= FEWEST_EXACT


@given(COUNTS)
def test_an_answer_that_all_or_all_but_one_gave_is_never_counted(counts: list[int]) -> None:
    if sum(counts) >= FEWEST and max(counts) >= sum(counts) - 1:
        assert detail(counts) is Detail.WORDS


@given(st.integers(5, 7), st.data())
def test_a_short_bar_of_five_to_seven_answers_may_be_one_person_or_more(
    answered: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, (answered - 1) // 2))
    assert band(count / answered) == band(1 / answered) == band(2 / answered)
    assert band(0) < band(count / answered) < band((answered - count) / answered)


def test_a_result_is_published_again_only_after_three_new_answers() -> None:
    assert publish_again(before=0, new=1)
    assert publish_again(before=4, new=1)
    assert not publish_again(before=5, new=2)
    assert publish_again(before=5, new=3)
