"""How much is compared: ``python -m tests.conformance.count`` fills the forms and prints the sums.

As many lives for each form as ``SALA_DUELS`` says, public forms from ``SALA_FORMS_DIR``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.conformance.oracle import Oracle
from tests.conformance.suite import (
    BUNDLED,
    DUELS,
    OWN,
    PUBLIC,
    Subject,
    duel,
    own,
    public,
    the_bundled,
)


def subjects() -> Iterator[Subject]:
    """All forms that are filled; those that `sala check` refuses are named and left out."""
    yield from (own(name) for name in OWN)
    yield from (the_bundled(name) for name in BUNDLED)
    for path in PUBLIC:
        found = public(path)
        if isinstance(found, Subject):
            yield found
        else:
            print(f"refused: {path.name}: {found[0].said.english()}")


def main() -> None:
    """Fill everything and print what was compared."""
    sums: Counter[str] = Counter()
    on_purpose: Counter[str] = Counter()
    with Oracle() as judge:
        for subject in subjects():
            sums["forms"] += 1
            for seed in range(DUELS):
                made = duel(judge, subject, seed)
                sums.update(lives=1, answers=made.steps, compared=made.compared)
                sums["differing"] += len(made.differences)
                on_purpose.update({difference.value: n for difference, n in made.on_purpose.items()})
                print(*made.differences[:3], sep="\n", end="\n" if made.differences else "")
    print(
        f"{sums['forms']} forms x {DUELS} lives: {sums['answers']} acts, {sums['compared']} facts compared,"
        f" {sums['differing']} differing, {on_purpose.total()} on purpose"
    )
    for what, n in on_purpose.most_common():
        print(f"{n:8} {what}")


if __name__ == "__main__":
    main()
