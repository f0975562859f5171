"""Answering one question of a 300-row form: Sala's engine beside ODK's, processor time per answer.

Usage: ``python -m benchmarks.engine``. Both get the same form and the same answers, in one run.
"""

from __future__ import annotations

import datetime as dt
import gc
import statistics
import time
from zoneinfo import ZoneInfo

from benchmarks.form import xform
from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Form
from bot.domain.forms.steps import Step
from tests.conformance.oracle import ZONE, Oracle

NOW = dt.datetime(2026, 12, 7, 9, tzinfo=ZoneInfo(ZONE))


class Sala:
    """Ours, as the bot uses it: filled anew from the stored answers for every message."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.activity = form.activities[0].name
        self.answers: dict[str, str] = {}

    def first(self) -> Step | None:
        """The first question."""
        return self._filling().next(self.activity)

    def answer(self, ref: str, value: str) -> Step | None:
        """Check and take an answer; find the next question and everything that its message says."""
        filling = self._filling()
        if not ref.startswith("round") or "/" in ref:
            assert filling.check(ref, value) is None
        filling.put(ref, value)
        self.answers[ref] = value
        step = filling.next(self.activity)
        if step is not None:
            filling.label_html(step.ref)
            filling.hint_html(step.ref)
            filling.position(self.activity, step.ref)
            if step.kind == "question":
                filling.required(step.ref)
                filling.choices(step.ref)
        return step

    def value_for(self, step: Step) -> str:
        """An answer that the form takes."""
        if step.kind == "repeat":
            return "1"
        kind = step.question.kind if step.question is not None else ""
        if kind == "select_one":
            return self._filling().choices(step.ref)[0].name
        return {"integer": "3", "decimal": "2.5"}.get(kind, "hello")

    def _filling(self) -> Filling:
        return Filling(self.form, self.answers, now=NOW, seed="benchmark")


def main() -> None:
    """Fill the form in both, and print what an answer cost."""
    xml = xform()
    sala = Sala(Form.from_xform(xml))
    told: list[tuple[str, str]] = []
    ours: list[float] = []
    step = sala.first()
    gc.collect()
    gc.freeze()
    while step is not None and step.kind != "note":
        ref, value = step.ref, sala.value_for(step)
        before = time.process_time()
        step = sala.answer(ref, value)
        ours.append(1000 * (time.process_time() - before))
        told.append((ref, value))
    theirs = _theirs(xml, told)
    rows = sum(1 for spec in sala.form.specs.values() if spec.leaf)
    print(f"{rows} leaves, {len(told)} answers; milliseconds of processor time per answer")
    for name, times in (("Sala", ours), ("ODK", theirs)):
        print(
            f"{name:5} mean {statistics.mean(times):.2f}  median {statistics.median(times):.2f}  "
            f"95% below {statistics.quantiles(times, n=20)[-1]:.2f}"
        )
    print(f"Sala / ODK: mean {statistics.mean(ours) / statistics.mean(theirs):.2f}")


def _theirs(xml: str, told: list[tuple[str, str]]) -> list[float]:
    """ODK's engine, kept open as Collect does: what the answer costs, and looking at the next question."""
    times = []
    with Oracle() as oracle:
        oracle.load(xml)
        for number, (ref, value) in enumerate(told):
            following = told[number + 1][0] if number + 1 < len(told) else ref
            before = oracle.cpu()
            if not ref.startswith("round") or "/" in ref:  # that a repeat is complete is said to us only
                oracle.set(f"/data/{ref}", value)
            oracle.look(f"/data/{following}")
            times.append((oracle.cpu() - before) / 1000)
    return times


if __name__ == "__main__":
    main()
