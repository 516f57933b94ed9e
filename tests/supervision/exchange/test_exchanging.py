"""Two authorities exchange part of a filed package: only as agreed, with consent, by two, proven, received both ways.

The counterpart overseas is played in full: it asks, proves what it gets under the root it knows, and signs for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.findings import Finding
from tallystick.evidence.persons import Name
from tallystick.evidence.wording import labels
from tallystick.filing.export import ExportEdition, export
from tallystick.filing.handover.consents import ConsentKind
from tallystick.filing.package import seal
from tallystick.supervision.exchange.exchanging import (
    ANSWER_PATH,
    Exchange,
    answer_to,
    prove_answer,
    prove_receipt,
    request_findings,
)
from tallystick.supervision.exchange.messages import Agreement, Answer, Consent, Message, Receipt, Request
from tests.cast import EXAMINER, OUTSIDER, SECOND_EXAMINER, Actor
from tests.filing.stand_in import files, head

SECRET = b"a secret of the filer, 32 bytes.."
DAY = date(2026, 11, 2)
HOME = EXAMINER.person.organisation.en
ABROAD = Actor(
    person=replace(OUTSIDER.person, organisation=Name(zh="境外机构", en="Authority Overseas")),
    private_key=OUTSIDER.private_key,
)
PEOPLE = {each.id: each.person for each in (EXAMINER, SECOND_EXAMINER, ABROAD)}


def edition() -> ExportEdition:
    """The export edition of a small package."""
    made, found = export(seal(files(), head=head(), secret=SECRET))
    assert made is not None, found
    return made


def sign(message: Any, *actors: Actor) -> Any:
    """The message with the signature of each."""
    for actor in actors:
        message = message.signed(actor.id, actor.sign(message.unsigned()))
    return message


def made(kind: type[Message], name: str, /, **values: object) -> Any:
    return kind.model_validate({"schema": f"tallystick/exchange-{name}/v1", **values})


def agreement(**changes: object) -> Agreement:
    fields = {path: ["*"] for path in edition().contents}
    values: dict[str, object] = {"id": "mou-1", "home": HOME, "abroad": "Authority Overseas"}
    values |= {"since": "2026-01-01", "until": "2027-12-31", "fields": fields, **changes}
    return made(Agreement, "agreement", **values)  # type: ignore[no-any-return]


def asked(**changes: object) -> Request:
    values: dict[str, object] = {
        "id": "rq-1",
        "agreement": "mou-1",
        "deal": "auto-leases-2026-1",
        "day": DAY.isoformat(),
    }
    values |= {"package_root": edition().root, "files": ["terms.json"], "purpose": "supervision of the issuer"}
    return sign(made(Request, "request", **(values | changes)), ABROAD)  # type: ignore[no-any-return]


def consent(request: Request, **changes: object) -> Consent:
    values: dict[str, object] = {
        "kind": "csrc",
        "request": request.sha256,
        "authority": "Competent department",
        "number": "2026-7",
    }
    values |= {"day": "2026-10-28", "until": "2026-12-31", "capture": "ab" * 32}
    return sign(made(Consent, "consent", **(values | changes)), EXAMINER, SECOND_EXAMINER)  # type: ignore[no-any-return]


def consents(request: Request, **changes: object) -> list[Consent]:
    """Everything that lets a request be answered."""
    return [consent(request, kind=each, **changes) for each in ConsentKind]


def exchange(request: Request | None = None, agreed: Agreement | None = None) -> Exchange:
    return Exchange(agreement=agreed or agreement(), request=request or asked(), people=PEOPLE)


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [each.code.removeprefix("supervision.exchange-") for each in found]


def answered(between: Exchange) -> dict[str, bytes]:
    """What is sent: approved by two."""
    given, found = answer_to(between, edition(), consents(between.request), day=DAY)
    assert given is not None, found
    answer, files = given
    return {ANSWER_PATH: sign(answer, EXAMINER, SECOND_EXAMINER).content(), **files}


def test_a_request_is_answered_proven_and_received_both_ways():
    between = exchange()
    assert request_findings(between, as_of=DAY) == ()
    received = sign(made(Receipt, "receipt", of=between.request.sha256, day=DAY.isoformat()), EXAMINER)
    assert prove_receipt(received, between.request, PEOPLE, HOME) == ()

    files = answered(between)
    assert set(files) == {ANSWER_PATH, "export.json", "terms.json"}
    answer, found = prove_answer(between, files)
    assert found == ()
    assert answer is not None
    assert Answer.parse(answer.content()) == answer

    back = sign(made(Receipt, "receipt", of=answer.sha256, day=DAY.isoformat()), ABROAD)
    assert prove_receipt(back, answer, PEOPLE, "Authority Overseas") == ()
    assert codes(prove_receipt(back, between.request, PEOPLE, "Authority Overseas")) == ["answers-other"]


def test_nothing_is_answered_without_every_consent_to_just_this_request():
    between = exchange()
    other = consents(asked(id="rq-2"))
    stale = consents(between.request, until="2026-11-01")
    for papers in ([], other, stale):
        assert codes(answer_to(between, edition(), papers, day=DAY)[1]) == ["no-consent"] * 3
    whole = consents(between.request)
    for missing in whole:
        (found,) = answer_to(between, edition(), [each for each in whole if each is not missing], day=DAY)[1]
        assert (found.code, found.argument("kind")) == (
            "supervision.exchange-no-consent",
            labels()[f"supervision.consent.{missing.kind}"],
        )
    half = whole[0].model_copy(update={"signatures": dict(list(whole[0].signatures.items())[:1])})
    told = codes(answer_to(between, edition(), [half, *whole[1:]], day=DAY)[1])
    assert told == ["signatures-missing", "no-consent"]


def test_what_may_not_be_asked():
    assert codes(request_findings(exchange(asked(files=["tape.csv"])), as_of=DAY)) == ["outside"]
    assert codes(request_findings(exchange(asked(agreement="mou-2")), as_of=DAY)) == ["no-agreement"]
    assert codes(request_findings(exchange(), as_of=date(2028, 1, 1))) == ["no-agreement"]
    unsigned = asked().model_copy(update={"signatures": {}})
    assert codes(request_findings(exchange(unsigned), as_of=DAY)) == ["signatures-missing"]
    by_home = sign(unsigned, EXAMINER)
    assert codes(request_findings(exchange(by_home), as_of=DAY)) == ["signature-false", "signatures-missing"]


def test_a_field_off_the_list_keeps_the_whole_file_back():
    narrow = agreement(fields={"terms.json": ["classes.A.cap"]})
    between = exchange(agreed=narrow)
    given, found = answer_to(between, edition(), consents(between.request), day=DAY)
    assert given is None
    assert set(codes(found)) == {"outside"}


def test_a_file_that_stays_onshore_and_another_version_are_refused():
    wide = agreement(fields={"terms.json": ["*"], "tape.csv": ["*"]})
    between = exchange(asked(files=["terms.json", "tape.csv"]), wide)
    assert codes(answer_to(between, edition(), consents(between.request), day=DAY)[1]) == ["stays"]
    other = exchange(asked(package_root="00" * 32))
    assert codes(answer_to(other, edition(), consents(other.request), day=DAY)[1]) == ["other-package"]


def tampered() -> Iterator[tuple[str, Mapping[str, bytes]]]:
    between = exchange()
    files = answered(between)
    (answer, plain), _ = answer_to(between, edition(), consents(between.request), day=DAY)  # type: ignore[misc]
    yield "one signature", {**plain, ANSWER_PATH: sign(answer, EXAMINER).content()}
    yield "a stranger's", {**plain, ANSWER_PATH: sign(answer, EXAMINER, ABROAD).content()}
    yield "content", {**files, "terms.json": files["terms.json"] + b" "}
    yield "a file less", {path: each for path, each in files.items() if path != "terms.json"}
    yield "a file more", {**files, "extra.csv": b"a\n"}
    yield "no answer", plain
    rest = edition()
    yield "more shown than asked", {ANSWER_PATH: files[ANSWER_PATH], **rest.files()}


@pytest.mark.parametrize(("what", "files"), list(tampered()))
def test_the_other_side_notices(what: str, files: Mapping[str, bytes]):
    answer, found = prove_answer(exchange(), files)
    assert answer is None, what
    assert found, what


@given(st.data())
def test_a_message_that_was_changed_anywhere_is_another_or_none(data: st.DataObject):
    content = bytearray(asked().content())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    read = Request.parse(bytes(content))
    assert read is None or (read.content() == bytes(content) and read != asked())


@given(st.binary(max_size=200))
def test_bytes_of_a_stranger_are_no_message(content: bytes):
    assert Answer.parse(content) is None


def test_a_message_that_is_nested_without_end_is_no_message():
    assert Request.parse(b"[" * 50_000) is None
