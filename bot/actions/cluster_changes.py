"""Making, changing and removing clusters; what is planned for their people follows, and all can be undone."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from bot.actions import acts, roster
from bot.actions.permissions import Member, Refused
from bot.actions.scheduling import PLANNED, plan
from bot.actions.tx import Tx
from bot.domain.names import plain_name
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Cluster, Enrolment, TimelineChange

MADE, CHANGED, REMOVED = "cluster_made", "cluster_changed", "cluster_removed"

#: What can be changed of a cluster; ``attributes`` are further facts by name.
FIELDS = ("name", "product", "country", "attributes")


def make(tx: Tx, member: Member, name: str) -> Cluster:
    """A new cluster. Raises :class:`Refused` when the workshop has one of this name."""
    _only_one(tx, member, name, None)
    cluster = Cluster(workshop_id=member.workshop.id or 0, name=name, created_at=tx.now)
    tx.session.add(cluster)
    tx.session.flush()
    acts.record(tx, member, MADE, {"cluster": cluster.id, "name": name})
    plan_members(tx, cluster)
    return cluster


def change(tx: Tx, member: Member, cluster: Cluster, field: str, value: Any) -> Act:
    """Change one of :data:`FIELDS`. Raises :class:`Refused` for a name that another cluster has."""
    if field == "name":
        _only_one(tx, member, value, cluster)
    details = {"cluster": cluster.id, "name": cluster.name, "field": field, "value": value}
    act = acts.record(tx, member, CHANGED, details, {"value": getattr(cluster, field)})
    setattr(cluster, field, value)
    plan_members(tx, cluster)
    return act


def remove(tx: Tx, member: Member, cluster: Cluster) -> Act:
    """Remove a cluster in which nobody is. Raises :class:`Refused` when it is still needed."""
    if roster.size_of(tx, cluster):
        raise Refused(Said(N_("People are in this cluster. Please move them first.")))
    query = select(TimelineChange.id).where(TimelineChange.cluster_id == cluster.id)
    if tx.session.exec(query).first() is not None:
        raise Refused(Said(N_("The timeline has changes for this cluster, so it stays.")))
    gone = list(tx.session.exec(select(Enrolment).where(Enrolment.cluster_id == cluster.id)))
    for enrolment in gone:
        enrolment.cluster_id = None
    tx.session.flush()
    before = {**{field: getattr(cluster, field) for field in FIELDS}, "people": [one.id for one in gone]}
    act = acts.record(tx, member, REMOVED, {"name": cluster.name}, before)
    tx.session.delete(cluster)
    tx.session.flush()
    return act


def plan_members(tx: Tx, cluster: Cluster) -> None:
    """Plan again for the people of a cluster: the schedule may speak of its name or its facts."""
    tx.session.flush()
    query = select(Enrolment).where(Enrolment.cluster_id == cluster.id)
    for enrolment in tx.session.exec(query.where(col(Enrolment.state).in_(PLANNED))):
        plan(tx, enrolment)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """For the log: which cluster, and what became of it."""
    name, details = act.details["name"], act.details
    if act.kind == MADE:
        return _("The cluster {name} was made", name=name)
    if act.kind == REMOVED:
        return _("The cluster {name} was removed", name=name)
    if details["field"] == "attributes":
        value = ", ".join(f"{key} = {text}" for key, text in details["value"].items())
    else:
        value = details["value"]
    return _(
        "Cluster {name}: {field} {value}", name=name, field=_(_WORDS[details["field"]]), value=value or "–"
    )


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Put back how it was. Refused when the cluster is gone, or was changed again since."""
    if act.kind == REMOVED:
        _remake(tx, member, act)
        return
    cluster = roster.find_cluster(tx, member, act.details["cluster"])
    if act.kind == MADE:
        remove(tx, member, cluster)
        return
    field = act.details["field"]
    if getattr(cluster, field) != act.details["value"]:
        raise Refused(Said(N_("It was changed again since then, so this cannot be taken back.")))
    if field == "name":
        _only_one(tx, member, act.before["value"], cluster)
    setattr(cluster, field, act.before["value"])
    plan_members(tx, cluster)


def _remake(tx: Tx, member: Member, act: Act) -> None:
    _only_one(tx, member, act.before["name"], None)
    facts = {field: act.before[field] for field in FIELDS}
    cluster = Cluster(workshop_id=member.workshop.id or 0, created_at=tx.now, **facts)
    tx.session.add(cluster)
    tx.session.flush()
    for number in act.before["people"]:
        enrolment = tx.session.get(Enrolment, number)
        if enrolment is not None and enrolment.cluster_id is None:
            enrolment.cluster_id = cluster.id


def _only_one(tx: Tx, member: Member, name: str, but: Cluster | None) -> None:
    for other in roster.clusters_of(tx, member.workshop.id or 0):
        if other is not but and plain_name(other.name) == plain_name(name):
            raise Refused(Said(N_("There is a cluster {name} already."), {"name": other.name}))


_WORDS = {
    "name": N_("Name"),
    "product": N_("Product"),
    "country": N_("Country"),
    "attributes": N_("Facts"),
}
