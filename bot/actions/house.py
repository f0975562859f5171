"""Opens transactions and runs actions in them. Everything that changes data goes through here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import Engine
from sqlmodel import Session

from bot.actions.library import Library
from bot.actions.permissions import Refused
from bot.actions.tx import HouseRules, Toast, Tx
from bot.clock import Clock
from bot.domain.incoming import Incoming

P = ParamSpec("P")
R = TypeVar("R")


class _Confirming(Protocol):
    def ask_after(self, tx: Tx, prompts: list[int]) -> None: ...


def _confirming() -> _Confirming:
    """Imported when it is needed: what it asks about is made by conversations, which know this module."""
    return cast("_Confirming", import_module("bot.actions.confirming"))


@dataclass
class _Batch:
    session: Session
    toasts: list[Toast]


class House:
    """One per process. ``do`` runs an action in its own transaction and commits it.

    Inside ``batch`` each action runs in a savepoint instead, and all are committed together at the
    end of the batch; one failing action is rolled back alone. After each commit the listeners are
    called (they wake the sender and the timer).
    """

    def __init__(self, engine: Engine, clock: Clock, rules: HouseRules) -> None:
        self.engine = engine
        self.clock = clock
        self.rules = rules
        self.library = Library()
        self._batch: _Batch | None = None
        self._listeners: list[Callable[[], None]] = []

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after every commit."""
        self._listeners.append(listener)

    def do(self, action: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``action(tx, ...)`` in one transaction, commit, and give back what it returned.

        Whatever the action raises is raised again after everything it did was rolled back.
        """
        if self._batch is not None:
            with self._batch.session.begin_nested():
                tx = self._tx(self._batch.session)
                result = action(tx, *args, **kwargs)
                if tx.entered:
                    _confirming().ask_after(tx, tx.entered)
                self._batch.session.flush()
            self._batch.toasts.extend(tx.toasts)
            return result
        with self.batch():
            return self.do(action, *args, **kwargs)

    def hear(self, action: Callable[[Tx, Incoming], None], incoming: Incoming) -> None:
        """Run an action for something a person did; a refusal is said to them and changes nothing else."""
        try:
            self.do(action, incoming)
        except Refused as refusal:
            said = refusal.said
            self.do(lambda tx: tx.refuse(incoming, said))

    @contextmanager
    def batch(self) -> Iterator[list[Toast]]:
        """One transaction around several actions. The toasts they raise are in the list after the commit."""
        if self._batch is not None:
            raise RuntimeError("a batch is open already")
        with Session(self.engine, expire_on_commit=False) as session:
            self._batch = _Batch(session, [])
            try:
                yield self._batch.toasts
                session.commit()
            finally:
                self._batch = None
        for listener in self._listeners:
            listener()

    def apart(self, action: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Like ``do``, but safe to call from another thread: on its own connection, outside any batch.

        Waits up to ten seconds for a transaction of the main thread to end.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            result = action(self._tx(session), *args, **kwargs)
            session.commit()
        return result

    def read(self, query: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a function that only reads, on its own connection; safe to call from another thread."""
        quiet = self.engine.execution_options(sala_read_only=True)
        with Session(quiet, expire_on_commit=False) as session:
            return query(self._tx(session), *args, **kwargs)

    def _tx(self, session: Session) -> Tx:
        return Tx(session, self.clock.now(), self.library, self.rules)
