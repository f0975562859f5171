"""What a programme may quote of somebody's cluster."""

from __future__ import annotations

from sqlmodel import Session

from storage.tables import Cluster, Enrolment


def cluster_facts(session: Session, enrolment: Enrolment) -> dict[str, str]:
    """Values for ``sala_fill``: name and product of the cluster; a team is called like its cluster."""
    number = enrolment.cluster_id
    cluster = session.get(Cluster, number) if number is not None else None
    name, product = (cluster.name, cluster.product) if cluster is not None else ("", "")
    return {"cluster_name": name, "team": name, "product": product}
