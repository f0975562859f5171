"""Roles and permissions as the course's method file has them (section 4.1): every act by every role."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.actions.permissions import ROLES, May, Refused, require_in
from bot.actions.tx import Tx
from storage.tables import Enrolment, Person
from tests.stories.chat import Village
from tests.stories.programmes import HELLO
from tests.support.running import RunningBot

#: May they? Columns: trainee, leader, facilitator, researcher.
TABLE: dict[May, str] = {
    May.TAKE_PART: "yes yes no no",
    May.ASK: "yes yes no no",
    May.RUN_WORKSHOP: "no no yes no",
    May.CHANGE_TIMELINE: "no no yes no",
    May.INVITE: "no no yes no",
    May.MANAGE_PEOPLE: "no no yes no",
    May.ENTER_FOR_OTHERS: "no no yes no",
    May.TALK: "no no yes no",
    May.RUN_LIVE: "no no yes no",
    May.MANAGE_GROUP: "no no yes no",
    May.SEE_NEEDS: "no no yes no",
    May.READ_LOG: "no no yes no",
    May.SEE_BOARD: "no no yes no",
    May.BROADCAST: "no no yes no",
    May.EXPORT: "no no no yes",
}
COLUMNS = ("trainee", "leader", "facilitator", "researcher")

#: States of an enrolment in which it counts, and in which it is over.
PRESENT, OVER = ("joining", "active", "paused"), ("declined", "withdrawn", "removed")


def test_the_table_knows_every_act() -> None:
    assert TABLE.keys() == set(May) == ROLES.keys()


@pytest.fixture
async def village(bot: RunningBot) -> Village:
    """Two workshops of one facilitator."""
    made = Village(bot)
    await made.workshop(HELLO)
    await made.workshop(HELLO)
    return made


def allowed(village: Village, role: str, state: str, may: May, *, elsewhere: bool = False) -> bool:
    """Whether somebody with this role and state in the first workshop may do it, there or in the second."""

    def ask(tx: Tx) -> bool:
        person = Person(created_at=tx.now, seen_at=tx.now, call_name=f"{role} {state}")
        tx.session.add(person)
        tx.session.flush()
        number = tx.session.exec(select(Person)).all().index(person)
        enrolment = Enrolment(
            workshop_id=1,
            person_id=person.id or 0,
            role=role,
            state=state,
            pseudonym=f"P{number}",
            joined_at=tx.now,
        )
        tx.session.add(enrolment)
        tx.session.flush()
        try:
            require_in(tx, person, 2 if elsewhere else 1, may)
        except Refused:
            return False
        return True

    return village.bot.do(ask)


@pytest.mark.parametrize("role", COLUMNS)
async def test_each_role_may_do_just_what_the_table_says(village: Village, role: str) -> None:
    for may, row in TABLE.items():
        wanted = row.split()[COLUMNS.index(role)] == "yes"
        for state in PRESENT:
            assert allowed(village, role, state, may) is wanted, (may, state)


@pytest.mark.parametrize("role", COLUMNS)
async def test_who_has_left_and_who_belongs_elsewhere_may_do_nothing(village: Village, role: str) -> None:
    for may in May:
        for state in OVER:
            assert not allowed(village, role, state, may), (may, state)
        assert not allowed(village, role, "active", may, elsewhere=True), may
