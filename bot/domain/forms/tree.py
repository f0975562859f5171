"""The filled form as a tree of places: one for each node, with the rounds of repeats as they are now."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.domain.forms.model import Seed, Spec
from bot.domain.forms.xpath import Node

#: Most rounds of one repeat, whatever its count says.
MOST_ROUNDS = 200

_NOTHING = Seed()


class Place(Node):
    """A node of a filled form. ``ref`` is its path with the numbers of rounds; its text is computed."""

    __slots__ = ("_by_name", "_seen", "branches", "ref", "seed", "spec", "tree")

    def __init__(self, tree: Tree, spec: Spec, parent: Place | None, ref: str, seed: Seed) -> None:
        super().__init__(spec.name, parent)
        self.tree = tree
        self.spec = spec
        self.ref = ref
        self.seed = seed
        self.branches: list[Place | Range] = []
        self._seen = -1
        self._by_name: dict[str, list[Node]] | None = None
        tree.places[ref] = self
        head = f"{ref}/" if ref else ""
        for child in spec.children:
            if child.repeat:
                self.branches.append(Range(tree, child, self, f"{head}{child.name}"))
            else:
                seeds = seed.kids.get(child.name)
                self.branches.append(
                    Place(tree, child, self, f"{head}{child.name}", seeds[0] if seeds else child.template)
                )

    def children(self) -> list[Node]:
        """The children as they are now, the rounds of repeats among them."""
        if not self.spec.holds_repeats:
            if not self._kids:
                self._kids = [place for place in self.branches if isinstance(place, Place)]
            return self._kids
        if self._seen != self.tree.generation:
            generation = self.tree.generation
            self._kids = [place for branch in self.branches for place in branch.places()]
            self._seen, self._by_name = generation, None
        return self._kids

    def places(self) -> list[Place]:
        """Itself: what a branch of its parent consists of."""
        return [self]

    def named(self, name: str) -> list[Node]:
        """The children with a name, in order."""
        if not self.branches:
            return []
        kids = self.children()
        if self._by_name is None:
            self._by_name = {}
            for kid in kids:
                self._by_name.setdefault(kid.name, []).append(kid)
        return self._by_name.get(name, [])

    def string(self) -> str:
        """The value of a leaf; of a group, all values below it."""
        if self.spec.leaf:
            return self.tree.value_of(self)
        return "".join(child.string() for child in self.children())

    def leaves(self) -> Iterator[Place]:
        """The leaves below, in form order."""
        if self.spec.leaf:
            yield self
            return
        for branch in self.branches:
            for place in branch.places():
                yield from place.leaves()


class Range:
    """All rounds of one repeat at one place."""

    __slots__ = ("made", "parent", "ref", "spec", "tree")

    def __init__(self, tree: Tree, spec: Spec, parent: Place, ref: str) -> None:
        self.tree = tree
        self.spec = spec
        self.parent = parent
        self.ref = ref
        self.made: list[Place] = []
        tree.ranges[ref] = self

    def places(self) -> list[Place]:
        """The rounds that there are now, without those that were taken away."""
        count = max(0, min(self.tree.rounds_of(self), MOST_ROUNDS))
        made, removed = self.grown(count)[:count], self.tree.removed_of(self)
        return [place for number, place in enumerate(made, 1) if number not in removed] if removed else made

    def grown(self, count: int) -> list[Place]:
        """The rounds made so far, at least ``count`` of them."""
        seeds = self.parent.seed.kids.get(self.spec.name, ())
        while len(self.made) < count:
            number = len(self.made) + 1
            seed = seeds[number - 1] if number <= len(seeds) else self.spec.template
            self.made.append(Place(self.tree, self.spec, self.parent, f"{self.ref}[{number}]", seed))
        return self.made

    def initial(self) -> int:
        """How many rounds the blank form has here."""
        return len(self.parent.seed.kids.get(self.spec.name, ()))


class Tree:
    """All places of a filled form. Values, and which rounds there are, are computed by its owner."""

    def __init__(
        self,
        root: Spec,
        seed: Seed,
        value_of: Callable[[Place], str],
        rounds_of: Callable[[Range], int],
        removed_of: Callable[[Range], frozenset[int]],
    ) -> None:
        self.value_of = value_of
        self.rounds_of = rounds_of
        self.removed_of = removed_of
        self.generation = 0
        self.places: dict[str, Place] = {}
        self.ranges: dict[str, Range] = {}
        self.top = Node("")
        self.root = Place(self, root, None, "", seed)
        self.top.add(self.root)

    def find(self, ref: str) -> Place | None:
        """The place at a ref, making rounds as far as it needs them; None when the form has no such node."""
        found = self.places.get(ref)
        if found is None and "[" in ref:
            head, _bracket, _rest = ref.rpartition("[")
            number = ref[len(head) + 1 :].partition("]")[0]
            repeat = self.range_at(head)
            if (
                repeat is not None
                and number.isascii()
                and number.isdigit()
                and 1 <= int(number) <= MOST_ROUNDS
            ):
                repeat.grown(int(number))
                found = self.places.get(ref)
        return found

    def range_at(self, ref: str) -> Range | None:
        """The repeat at a ref, making the rounds around it; None when the form has no such repeat."""
        owner = ref.rpartition("/")[0]
        if ref not in self.ranges and owner:
            self.find(owner)
        return self.ranges.get(ref)
