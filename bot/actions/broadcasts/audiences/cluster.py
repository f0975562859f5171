"""People of one cluster."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions.broadcasts.audiences.base import Audience, Pair
from bot.actions.tx import Tx
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Cluster, Workshop


class OfCluster(Audience):
    """The team of a cluster and its leaders."""

    name = "cluster"
    title = N_("A cluster")
    ask = N_("Which cluster?")
    chosen = True

    def values(self, tx: Tx, _: Tongue, workshop: Workshop, pairs: list[Pair]) -> list[tuple[str, str]]:
        """The clusters with somebody in them."""
        query = select(Cluster).where(Cluster.workshop_id == workshop.id).order_by(col(Cluster.name))
        used = {enrolment.cluster_id for enrolment, _person in pairs}
        return [(found.name, str(found.id)) for found in tx.session.exec(query) if found.id in used]

    def pick(self, tx: Tx, workshop: Workshop, pairs: list[Pair], value: str) -> list[Pair]:
        """Those of the cluster."""
        return [pair for pair in pairs if pair[0].cluster_id is not None and str(pair[0].cluster_id) == value]

    def label(self, tx: Tx, _: Tongue, workshop: Workshop, value: str) -> str:
        """The cluster's name."""
        found = tx.session.get(Cluster, int(value)) if value.isdigit() else None
        return found.name if found is not None else _(self.title)
