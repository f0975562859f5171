"""Which XLSForm type a node of an XForm has: the XForm tells it by control, bind and preload."""

from __future__ import annotations

from bot.domain.forms.model import Bind, Control, Spec

_INPUTS = {
    "int": "integer",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "barcode",
}
_CONTROLS = {
    "select": "select_multiple",
    "select1": "select_one",
    "rank": "rank",
    "trigger": "acknowledge",
    "range": "range",
}
_UPLOADS = {"image": "image", "audio": "audio", "video": "video", "osm": "osm"}


def kind_of(spec: Spec) -> str:
    """The XLSForm type of a leaf: ``text``, ``select_one``, ``note``, ``calculate``, ``hidden`` …"""
    control, bind = spec.control, spec.bind
    if control is None:
        return _silent(bind)
    if control.tag in ("select", "select1") and "label" in control.appearance.split():
        return "note"  # the heading of a matrix: its choices stand there to be read, not to be chosen
    if control.tag in _CONTROLS:
        return _CONTROLS[control.tag]
    if control.tag == "upload":
        return _UPLOADS.get(control.attributes.get("mediatype", "").partition("/")[0], "file")
    return _input(bind, control)


def _input(bind: Bind, control: Control) -> str:
    if bind.always_readonly:
        return "note"
    if bind.type in ("string", "") and control.attributes.get("mediatype"):
        return "file"
    return _INPUTS.get(bind.type, "text")


def _silent(bind: Bind) -> str:
    """The type of a node that nobody is asked."""
    if bind.preload == "timestamp":
        return bind.preload_params or "start"
    if bind.preload == "date":
        return "today"
    if bind.preload == "property":
        return bind.preload_params or "deviceid"
    if bind.preload == "uid":
        return "instanceID"
    return "calculate" if bind.calculate is not None else "hidden"
