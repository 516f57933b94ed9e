"""The investor report as a record for programs: the same figures as the document, exact, as canonical JSON."""

from tallystick.evidence.canonical import canonical
from tallystick.servicing.report.annex12 import annex12_fields
from tallystick.servicing.report.month import Month

__all__ = ["SCHEMA", "report_record"]

SCHEMA = "tallystick/investor-report/v1"


def report_record(month: Month) -> bytes:
    """Return the report as canonical JSON: the certificate whole, variance, loss, reports owed and Annex 12 fields.

    Args:
        month: what the report is made of.
    """
    return canonical(
        {
            "schema": SCHEMA,
            "deal": month.deal.id,
            "period": str(month.certificate.period),
            "as_of": month.as_of.isoformat(),
            "certificate": month.certificate.model_dump(mode="json", by_alias=True, exclude_none=True),
            "certificate_sha256": month.certificate.digest,
            "variance": [
                {
                    "period": str(each.period),
                    "forecast": str(each.forecast),
                    "actual": str(each.actual),
                    "shortfall": str(each.shortfall),
                    "forecast_so_far": str(each.forecast_so_far),
                    "actual_so_far": str(each.actual_so_far),
                    "shortfall_so_far": str(each.shortfall_so_far),
                }
                for each in month.compared
            ],
            "loss": {
                "year": str(month.loss.year),
                "defaulted": str(month.loss.defaulted),
                "recovered": str(month.loss.recovered),
                "net": str(month.loss.net),
                "outstanding": str(month.loss.outstanding),
            },
            "reports": [
                {
                    "event": each.event,
                    "owed": {True: "yes", False: "no", None: "unknown"}[each.owed],
                    "deadline": each.deadline,
                }
                for each in month.owed
            ],
            "annex12": [
                {"within": each.within, "element": each.element, "of": each.of, "value": each.value}
                for each in annex12_fields(month)
            ],
        }
    )
