"""An issue to three hundred holders or fewer, with the folder it was filed from, and ways to go through its life."""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from tallystick.filing.states import Event
from tallystick.shell.operations.evidence.cosigning import cosign
from tallystick.shell.operations.evidence.trusted import Trusted
from tallystick.shell.operations.filing.deliver import deliver
from tallystick.shell.operations.filing.package import make_package
from tallystick.shell.operations.filing.submit import submit
from tallystick.shell.operations.issuance.issue import execute
from tallystick.shell.operations.issuance.later.standing import Desk
from tallystick.shell.operations.issuance.prepare import Prepared, prepare
from tallystick.shell.operations.operations import Installation
from tallystick.shell.operations.outcome import Outcome
from tallystick.shell.operations.servicing.confirm import BankFile, confirm, specimen_confirmations
from tallystick.shell.operations.servicing.foresee import Serviced
from tallystick.shell.operations.servicing.restating.restate import restate
from tallystick.shell.operations.servicing.service import service
from tallystick.shell.operations.supervision.found.ledger import Addresses
from tallystick.shell.operations.supervision.public.by_token import verify_token
from tallystick.shell.operations.supervision.public.publish import publish
from tallystick.shell.operations.supervision.verify import addresses_of, verify
from tallystick.supervision.tally import Tally
from tallystick.units.periods import Period
from tallystick.units.wallets import checksummed
from tests.shell.operations import example
from tests.shell.operations.twins import PlainDocuments

__all__ = [
    "FILING",
    "IN_A",
    "IN_B",
    "LAST",
    "LOST",
    "WITNESS",
    "Life",
    "filed",
    "placement",
    "reported",
    "stopping",
    "wallet",
]

FILING = example.FILING
IN_A, IN_B = 260, 40
LOST = "fund-007"
LAST = Period.parse("2027-08")
WITNESS = "nadia-osei"
_TRANSFER_AGENT = "tobias-lindqvist"
_PEOPLE = (example.ISSUER, example.TRUSTEE, example.PAYING_AGENT, _TRANSFER_AGENT)
_OPENING, _SCHEDULED, _DEFAULTED = b"410091399.70", b"32651695.81", b"259452.87"
_PREPAID, _CLOSING = (b"2631978.77", b"377180251.02"), (b"374548272.25", b"0.00")


def wallet(subscriber: str) -> str:
    """An address nobody has the key of."""
    return checksummed("0x" + hashlib.sha256(subscriber.encode()).hexdigest()[:40])


@cache
def filed() -> Mapping[str, bytes]:
    """What crossed of the example, filed for at most four hundred holders."""
    folder = example.soon_repaid()
    deal = folder["deal.yaml"]
    assert b'largest_number: "200"' in deal
    folder["deal.yaml"] = deal.replace(b'largest_number: "200"', b'largest_number: "400"')
    made = make_package(folder, PlainDocuments(), secret=lambda: example.SECRET).value
    assert made is not None
    kept = example.home()
    filer = example.FILER
    submit(
        kept,
        made.package.files(),
        by=example.person(filer),
        signer=example.signer(filer),
        at=example.at("2026-09-01T02:00"),
    )
    example.decided(kept, Event.FILE)
    example.recorded(kept)
    seen = cosign(kept.log, example.person(WITNESS), example.signer(WITNESS), at=example.at("2026-09-10T03:00"))
    assert seen is None
    delivered = deliver(kept, FILING).value
    assert delivered is not None
    return delivered


def placement(fewer: int = 1) -> dict[str, bytes]:
    """Orders of three hundred, class A more than covered; everybody paid in what they ordered.

    Args:
        fewer: how many times fewer they are, each ordering so much more.
    """
    files = example.placement()
    head = "subscriber,name,jurisdiction,investor,evidence,evidence_date,evidence_expires,wallet,token_class,amount"
    orders = [f"{head},screening,screened".split(",")]
    paid = [["reference", "subscriber", "account", "amount", "received", "cleared"]]
    amount = f"{500_000 * fewer}.00 USD"
    for number in range((IN_A + IN_B) // fewer):
        who, name = f"fund-{number:03d}", "A" if number < IN_A // fewer else "B"
        said = [who, f"Example Fund {number}", "SG", "institutional", "file", "2026-08-15", "2028-08-14"]
        orders.append([*said, wallet(who), name, amount, "clear", "2026-09-11"])
        paid.append([f"IN-{number:04d}", who, f"account of {who}", amount, "2026-09-11", "2026-09-14"])
    return files | {"subscriptions.csv": _csv(orders), "escrow.csv": _csv(paid)}


def reported() -> dict[str, bytes]:
    """Twelve months of the example; in the last, whatever is outstanding is prepaid."""
    name = f"collections/{LAST}.csv"
    files = {name: each for name, each in example.folder().items() if name.startswith("collections/")}
    for old, new in (_PREPAID, _CLOSING):
        assert old in files[name]
        files[name] = files[name].replace(old, new)
    return files


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


@dataclass(slots=True)
class Life:
    """One issue in an opened home with its running ledger; `now` moves on with its acts."""

    home: Installation
    ledger: Any
    crossed: Mapping[str, bytes]
    placed: Mapping[str, bytes]
    now: dt.datetime = example.CLOSING
    filing: str = FILING
    ready: Prepared | None = None
    known: int = -1

    def prepared(self) -> Prepared:
        """The issue as it stands on record; prepared once, and again after a recovery."""
        acts = len(self.home.evidence.journal.acts(subject=self.filing))
        if acts == self.known and self.ready is not None:
            return self.ready
        made = prepare(self.crossed, self.placed, at=self.now, evidence=self.home.evidence)
        assert made.value is not None, example.codes(made)
        self.ready, self.known = made.value, acts
        return made.value

    def desk(self, first: str, second: str = example.TRUSTEE) -> Desk:
        """Two people who act now."""
        by = (example.person(first), example.person(second))
        signers = (example.signer(first), example.signer(second))
        return Desk(evidence=self.home.evidence, filing=self.filing, by=by, signers=signers, at=self.now)

    def issue(self) -> bool:
        """Issue; whether anything was new."""
        desk = self.desk(example.ISSUER)
        told = execute(
            self.home.evidence,
            self.ledger,
            self.prepared(),
            by=desk.by,
            signers=desk.signers,
            secret=self.home.secret,
            at=self.now,
        )
        assert told.value is not None, example.codes(told)
        return not told.value.repeated

    def close(self, period: Period, reports: Mapping[str, bytes] | None = None) -> Outcome[Serviced]:
        """Close a month two months after its end.

        Args:
            period: the month.
            reports: what was handed in, where it is not the months of the example.
        """
        later = period.next().next()
        self.now = max(self.now, dt.datetime(later.year, later.month, 1, 2, tzinfo=dt.UTC))
        desk, last = self.desk(example.PAYING_AGENT), f"collections/{period}.csv"
        files = (reports or reported()).items()
        months = {name: each for name, each in files if name <= last or not name.startswith("collections/")}
        ready, by, signers = self.prepared(), desk.by, desk.signers
        return service(self.home.evidence, self.ledger, ready, months, period, by=by, signers=signers, at=self.now)

    def pay(self, period: Period, reports: Mapping[str, bytes] | None = None) -> None:
        """Close a month, and let the bank say that it paid everything."""
        closed = self.close(period, reports)
        assert closed.value is not None, example.codes(closed)
        day = closed.value.closed.flows()[0].day.paid
        word = BankFile(content=specimen_confirmations(closed.value.instructions), value_date=day, specimen=True)
        desk = self.desk(example.PAYING_AGENT)
        claims, (agent, _), (key, _) = closed.value.claims, desk.by, desk.signers
        heard = confirm(self.home.evidence, self.filing, period, claims, word, by=agent, signer=key, at=self.now)
        assert heard.value is not None, example.codes(heard)

    def restate(self, content: bytes) -> bool:
        """Paying agent and trustee correct a closed month."""
        desk = self.desk(example.PAYING_AGENT)
        ready, by, signers = self.prepared(), desk.by, desk.signers
        told = restate(self.home.evidence, ready, reported(), content, by=by, signers=signers, at=self.now)
        return told.value is not None

    def verified(self, through: Period | None, months: Mapping[str, bytes] | None = None) -> Outcome[Tally]:
        """What `verify` says now, on the months up to one."""
        last = f"collections/{through}.csv" if through is not None else ""
        witness = example.person(WITNESS)
        trusted = Trusted.of({witness.id: witness}, [witness.id])
        known = {name: each for name, each in (months or reported()).items() if name <= last}
        return verify(self.home.evidence, self.ledger, self.crossed, self.placed, known, trusted=trusted, at=self.now)

    def publish(self) -> dict[str, bytes]:
        """What issuer and trustee make public now, beside the edition."""
        roll = {each: example.person(each) for each in _PEOPLE}
        told = publish(self.desk(example.ISSUER), self.prepared(), reported(), roll)
        assert told.value is not None, example.codes(told)
        return {**self.crossed, **told.value}

    def anybody(
        self,
        files: Mapping[str, bytes],
        name: str = "B",
        *,
        known: bool = True,
        before: Sequence[Mapping[str, bytes]] = (),
    ) -> Outcome[Tally]:
        """What somebody with a node and these files finds of a token; with a roll of their own, or without."""
        witness = example.person(WITNESS)
        trusted = Trusted.of({witness.id: witness}, [witness.id])
        roll = {each: example.person(each) for each in _PEOPLE} if known else {}
        token = self.where().tokens[name]
        return verify_token(self.ledger, token, files, trusted=trusted, roll=roll, at=self.now, before=before)

    def where(self) -> Addresses:
        """Where its contracts stand."""
        found = addresses_of(self.home.evidence, self.filing)
        assert found is not None
        return found

    def transfer_agent(self) -> Desk:
        """Transfer agent and trustee."""
        return self.desk(_TRANSFER_AGENT)


@contextmanager
def stopping(patch: pytest.MonkeyPatch, one: Life, function: str, error: BaseException) -> Iterator[None]:
    """Have an error in place of every transaction that calls a function of the contracts."""
    send = type(one.ledger)._send

    def sending(*call: Any) -> Any:
        if call[4] == function:
            raise error
        return send(*call)

    with patch.context() as patched:
        patched.setattr(type(one.ledger), "_send", sending)
        yield
