"""What a walk leaves for a person to open: report, charts, tables, payments, receipts, and a page that says where.

report-zh.pdf report-en.pdf   charts/   tables/   payments/2026-09/   receipts/   package/   export/
"""

from collections.abc import Iterator
from dataclasses import replace

from tallystick.cashflow.analytics.decrement import printed
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import Language, labels, say
from tallystick.filing.report.content import Figure
from tallystick.filing.report.figures import Stick
from tallystick.servicing.entitlements import factor
from tallystick.shell.operations.filing.deliver import PROOFS
from tallystick.shell.operations.filing.package import Packaged
from tallystick.shell.operations.issuance.deploying.filings import caps_of
from tallystick.shell.operations.walk.finished import ClassIssued, ClassPaid, Walked
from tallystick.shell.operations.walk.overseas import Overseas
from tallystick.shell.operations.walk.walking import Walk
from tallystick.supervision.drawing import stick, tally_sentence
from tallystick.supervision.tally import Tally
from tallystick.units.money import total

__all__ = ["INPUTS", "USED", "keepsakes"]

INPUTS = "inputs"
USED = ("placement/", "collections/", "walk.yaml", "people.yaml")
_FACTOR_PLACES = 6


def keepsakes(walking: Walk, packaged: Packaged, overseas: Overseas, digest: str) -> tuple[Walked, dict[str, bytes]]:
    """Return what the walk came to, and the files that are laid out for people, by relative path."""
    deal = packaged.checked.opened.deal
    closed = overseas.serviced.closed
    currency = closed.flows()[0].principal.currency
    walked = Walked(
        digest=digest,
        deal=deal.id,
        name_zh=deal.name.zh,
        name_en=deal.name.en,
        filing=packaged.package.manifest.head.filing,
        root=packaged.package.root,
        issued=tuple(_issued(packaged, overseas)),
        period=str(closed.period),
        paid=tuple(
            ClassPaid(
                token_class=flow.class_id,
                interest=str(flow.interest),
                principal=str(flow.principal),
                factor=printed(factor(flow, closed.original("offshore", flow.class_id)), _FACTOR_PLACES),
            )
            for flow in closed.flows()
        ),
        claims=len(overseas.serviced.claims),
        confirmed=str(total((each.paid for each in overseas.reconciled.settled), currency)),
        standings=tuple(each.standing.value for each in overseas.tally.obligations),
        out=walking.out,
    )
    return walked, dict(_files(walking, packaged, overseas))


def _issued(packaged: Packaged, overseas: Overseas) -> Iterator[ClassIssued]:
    caps = caps_of(packaged.checked.opened.deal)
    plan = overseas.issued.prepared.placed.plan
    for name, token in overseas.issued.on_ledger.tokens.items():
        orders = [order for order in plan.orders if order.token_class == name]
        yield ClassIssued(
            token_class=name,
            address=token.address,
            minted=sum(order.units for order in orders),
            cap=caps[name],
            holders=len(orders),
        )


def _files(walking: Walk, packaged: Packaged, overseas: Overseas) -> Iterator[tuple[str, bytes]]:
    documents = walking.operations.documents
    for path, content in packaged.package.contents.items():
        if path.startswith("report-"):
            yield path, content
        elif path.startswith("projection/"):
            yield path.replace("projection/", "tables/"), content
    for language in Language:
        for name, figure in packaged.report.figures().items():
            shown = _verified(figure, overseas.tally) if isinstance(figure.picture, Stick) else figure
            yield f"charts/{name}-{language.value}.svg", documents.chart(shown, language)
    period = overseas.serviced.closed.period
    for name, content in overseas.serviced.files.items():
        yield f"payments/{period}/{name}", content
    yield f"payments/{period}/confirmations-{period}-specimen.csv", overseas.confirmations
    for path, content in _receipts(walking).items():
        yield path, content
    for name, content in walking.files.items():
        if name.startswith(USED):
            yield f"{INPUTS}/{name}", content
    yield "READ-ME.md", _page().encode()


def _verified(figure: Figure, tally: Tally) -> Figure:
    """Return the tally of the report, which was filed before anything was issued, with what was found since."""
    alt = Name(zh=tally_sentence(tally, Language.ZH), en=tally_sentence(tally, Language.EN))
    return replace(figure, caption=labels()["supervision.stick.verified"], alt=alt, picture=stick(tally))


def _receipts(walking: Walk) -> dict[str, bytes]:
    """Return the receipts of the onshore acts, as delivered."""
    files, _ = walking.operations.folders.read(f"{walking.out}/export")
    return {
        f"receipts/{name.removeprefix(f'{PROOFS}/')}": content
        for name, content in files.items()
        if name.startswith(f"{PROOFS}/")
    }


def _page() -> str:
    return "\n\n".join(say("walk.read-me", language) for language in Language) + "\n"
