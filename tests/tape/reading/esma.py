"""Underlying exposures as ESMA's message auth.099 writes them, from the paths of a form and what stands there.

A value is a text; an amount ``(text, currency)`` with its sign; a reason ``ND1`` to ``ND5``, the fourth with its day.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from tallystick.tape.reading.forms import Form

__all__ = ["AUTO", "message", "record"]

_NAMESPACE = "urn:esma:xsd:DRAFT1auth.099.001.04"
_WRAPPERS = {"choice": "Cd", "date": "Dt", "fraction": "Rate", "integer": "Nb", "text": "Val"}

AUTO: dict[str, str | tuple[str, str]] = {
    "asset_id": "E1",
    "obligor_id": "O1",
    "origination_date": "2025-08-15",
    "maturity_date": "2028-08-15",
    "original_balance": ("12000.00", "EUR"),
    "current_balance": ("8300.00000", "EUR"),
    "interest_rate": "0.072",
    "original_term_months": "36",
    "repayment_type": "FRXX",
    "days_past_due": "0",
    "asset_status": "PERF",
    "payment_interval_months": "MNTH",
    "vehicle_condition": "ND5",
    "manufacturer": "Volkswagen",
}

_PLAIN = {"days_past_due", "asset_status", "asset_id", "obligor_id"}
"""Fields whose schema offers no choice of a reason: the value stands in the element itself."""


def message(*records: Element, cutoff: str = "2026-08-31") -> bytes:
    document = Element("Document", xmlns=_NAMESPACE)
    creation = SubElement(SubElement(document, "ScrtstnNonAsstBckdComrclPprUndrlygXpsrRpt"), "NewCrrctn")
    report = SubElement(creation, "ScrtstnRpt")
    SubElement(report, "ScrtstnIdr").text = "529900T8BM49AURSDO55N202601"
    SubElement(report, "CutOffDt").text = cutoff
    report.extend(records)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(document)


def record(form: Form, values: Mapping[str, str | tuple[str, str]], beside: Mapping[str, str] | None = None) -> Element:
    """One exposure; `beside` is what stands under further paths, as plain leaves."""
    row = Element(form.rows)
    for name, value in values.items():
        _write(_at(row, form.columns[name].path), name, form.columns[name].form, value)
    for path, text in (beside or {}).items():
        _at(row, path).text = text
    return row


def _at(row: Element, path: str) -> Element:
    place = row
    for step in path.split("/"):
        found = place.find(step)
        place = SubElement(place, step) if found is None else found
    return place


def _write(place: Element, name: str, form: str, value: str | tuple[str, str]) -> None:
    if isinstance(value, tuple):
        amount, currency = value
        holder = place if name == "arrears_balance" else SubElement(place, "Val")
        SubElement(holder, "Amt", Ccy=currency).text = amount.removeprefix("-")
        SubElement(holder, "Sgn").text = str(not amount.startswith("-")).lower()
    elif value.startswith("ND4"):
        option = SubElement(SubElement(place, "NoDataOptn"), "NoData4")
        SubElement(option, "Dt").text = value.partition(" ")[2]
        SubElement(option, "NoData").text = "ND4"
    elif value.startswith("ND"):
        SubElement(SubElement(place, "NoDataOptn"), "NoData").text = value
    elif name in _PLAIN:
        place.text = value
    else:
        SubElement(place, _WRAPPERS[form]).text = value
