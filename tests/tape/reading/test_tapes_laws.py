"""Whatever bytes come: findings, and never an exception; and every row is read, blank or named."""

from hypothesis import given
from hypothesis import strategies as st

from tallystick.evidence.wording import Language, word
from tallystick.tape.checks import check
from tallystick.tape.faults import findings_of
from tallystick.tape.reading.mapping import parse_mapping
from tallystick.tape.reading.tapes import Tape
from tallystick.tape.schemas import SCHEMAS
from tallystick.tape.statistics import pool_statistics
from tallystick.tape.strata import stratify
from tests.tape.payer_facts import facts
from tests.tape.tapes import LEASE, leases_read, written_csv

cells = st.one_of(
    st.sampled_from(
        ["", "1", "-1", "0.00", "7.2%", "2026-08-31", "L1", "level-pay", '"', "'", ";", "\t", "=1+1", "资产"]
    ),
    st.text(max_size=12),
)


LEFT_OUT = ["tape.row-ragged", "tape.delimiter-mixed"]


def examine(tape: Tape) -> None:
    """Ask everything that is asked of a tape; nothing in it may raise."""
    pool_statistics(tape)
    facts(tape)
    for by in tape.schema.names:
        for stratum in stratify(tape, by):
            stratum.label(Language.ZH)


def assert_worded(content: bytes) -> None:
    reading = leases_read(content)
    found = list(reading.findings)
    if reading.tape is not None:
        found += findings_of(check(reading.tape), file="tape.csv")
        examine(reading.tape)
        named = set(reading.faults.filter(reading.faults["code"].is_in(LEFT_OUT))["row"])
        assert named | set(reading.tape.frame["source_row"]) <= set(range(1, reading.tape.rows_in_file + 1))
        assert len(named) + reading.tape.frame.height <= reading.tape.rows_in_file
    for finding in found:
        for language in Language:
            assert word(finding, language).what


@given(st.binary(max_size=300))
def test_any_bytes_give_findings_and_never_an_exception(content: bytes):
    assert_worded(content)


@given(st.lists(st.lists(cells, min_size=1, max_size=20), max_size=6))
def test_any_cells_under_an_honest_head_give_findings(rows: list[list[str]]):
    lines = [",".join(LEASE), *(",".join(row) for row in rows)]
    assert_worded("\n".join(lines).encode("utf-8", "replace"))


@given(st.dictionaries(st.sampled_from(sorted(LEASE)), cells.filter(lambda text: not set(text) & set(',"\r\n'))))
def test_any_value_in_an_honest_row_gives_findings(change: dict[str, str]):
    assert_worded(written_csv({}, change, {}))


@given(st.data())
def test_an_honest_tape_that_is_cut_or_damaged_gives_findings(data: st.DataObject):
    content = bytearray(written_csv({}, {}))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    assert_worded(bytes(content[: data.draw(st.integers(1, len(content)))]))


@given(st.binary(max_size=200))
def test_any_bytes_as_a_mapping_give_findings(content: bytes):
    mapping, findings = parse_mapping(content)
    assert (mapping is None) == bool(findings)


def test_every_column_has_its_name_in_both_languages():
    for schema in SCHEMAS.values():
        for column in schema.columns:
            assert column.label(Language.ZH) != column.label(Language.EN)
