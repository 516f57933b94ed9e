"""Roles that several hold: what they are to do is proposed, signed apart, and done when it is asked for again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.shell.chain.acts.several import SeveralChain, several_named
from tallystick.shell.chain.acts.words import argument, worded
from tallystick.shell.operations.issuance.roles.acts import sign_act
from tallystick.shell.operations.ports.ledgers.chain import ChainUnavailableError
from tests.shell.chain.stage import AT, DAY, Deal, deployed, need_anvil, opened
from tests.shell.chain.test_roles import KEYS, MEMBERS, PASSPHRASE

pytestmark = pytest.mark.chain


@dataclass(slots=True)
class Held:
    """A ledger on which agent, trustee and transfer agent are two of three each."""

    chain: SeveralChain
    acts: Path

    def waits(self, asked: Callable[[], object]) -> tuple[str, str]:
        """The file of an act that waits, and how many signed it."""
        with pytest.raises(ChainUnavailableError) as waiting:
            asked()
        found = waiting.value.finding
        assert found.code == "chain.act-waits"
        return Path(str(found.place.file)).name, str(found.argument("signed"))

    def sign(self, name: str, *members: str) -> None:
        """Let members sign what was proposed, each at a place of their own."""
        content = (self.acts / name).read_bytes()
        for each in members:
            told = sign_act(MEMBERS, content, KEYS[each], PASSPHRASE, file=name).value
            assert told is not None
            (self.acts / each).mkdir(exist_ok=True)
            (self.acts / each / name).write_bytes(told.content())


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    need_anvil()
    folder = tmp_path_factory.mktemp("several")
    with opened(folder) as (plain, _):
        at = dict.fromkeys(("agent", "trustee", "transfer-agent"), "")
        for name in at:
            at[name] = plain.deploy_threshold(f"of {name}", list(KEYS), 2, delay=86_400, at=AT).address
        acts = folder / "acts"
        yield Held(SeveralChain(plain._node, plain._accounts, held=at, acts=acts), acts)


def test_an_issue_goes_on_act_by_act_as_its_members_sign(held: Held) -> None:
    """Record, register, approvals and mints, each once: asked for again and again, and never done twice."""
    first, second, third = KEYS
    done = []

    def issue() -> Deal:
        deal = deployed(held.chain, "several")
        deal.approve()
        held.chain.mint(deal.token, [deal.order("one", "holder-0", 600), deal.order("two", "holder-1", 400)], at=AT)
        return deal

    for other in (second, third, second, third, second):
        name, signed = held.waits(issue)
        assert signed == "0"
        held.sign(name, first)
        assert held.waits(issue) == (name, "1")
        held.sign(name, other)
        done.append(name)
    deal = issue()
    assert done == ["agent-0.json", "agent-1.json", "transfer-agent-0.json", "trustee-0.json", "agent-2.json"]
    token = held.chain.token(deal.token)
    assert (token.supply, token.terms.agent) == (1_000, held.chain.account("agent"))
    blocks = held.chain.head().number
    assert deployed(held.chain, "several") == deal
    assert held.chain.head().number == blocks, "asked again, everything is found"


def test_signatures_of_strangers_and_of_another_act_count_for_nothing(held: Held) -> None:
    deal = deployed(held.chain, "several")
    order = deal.order("back", "holder-0", 5)
    name, _ = held.waits(lambda: held.chain.redeem(deal.token, [order], at=AT))
    first, second, _ = KEYS
    held.sign(name, first, second)
    other = deal.order("back", "holder-0", 6)
    assert held.waits(lambda: held.chain.redeem(deal.token, [other], at=AT))[1] == "0"
    content = (held.acts / first / name).read_text()
    (held.acts / first / name).write_text(content.replace(first, "0x" + "11" * 20))
    assert held.waits(lambda: held.chain.redeem(deal.token, [order], at=AT))[1] == "1"
    (held.acts / "no act.json").write_text("{}")
    (held.acts / first / name).write_text(content)
    assert not held.chain.redeem(deal.token, [order], at=AT)[0].act.repeated


def test_a_proposal_whose_days_are_over_is_made_anew(held: Held) -> None:
    deal = deployed(held.chain, "several")
    order = deal.order("three", "holder-0", 5)
    first, second, _ = KEYS
    name, _ = held.waits(lambda: held.chain.redeem(deal.token, [order], at=AT))
    held.sign(name, first, second)
    before = (held.acts / name).read_bytes()
    held.chain._node.ask("evm_setNextBlockTimestamp", int((held.chain.head().at + 15 * DAY).timestamp()))
    held.chain._node.ask("anvil_mine", "0x1")
    assert held.waits(lambda: held.chain.redeem(deal.token, [order], at=AT))[1] == "0"
    assert (held.acts / name).read_bytes() != before


@pytest.mark.parametrize("text", ["agent", "nobody=0x12", "agent=0x12,agent=0x34", "agent="])
def test_a_role_that_is_none_is_not_held_by_anybody(text: str) -> None:
    with pytest.raises(ChainUnavailableError) as refused:
        several_named(text)
    assert refused.value.finding.code == "chain.configuration"


_SIMPLE = {
    "uint256": st.integers(0, (1 << 256) - 1),
    "bool": st.booleans(),
    "bytes32": st.binary(min_size=32, max_size=32),
    "string": st.text(),
}


@given(st.data())
def test_what_a_member_reads_is_the_argument_and_nothing_else(data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from(sorted(_SIMPLE)), min_size=1, max_size=3))
    one = st.tuples(*(_SIMPLE[each] for each in parts))
    kind = f"({','.join(parts)})"
    value = data.draw(one)
    assert argument(kind, worded(kind, value)) == value
    several = data.draw(st.lists(one, max_size=3))
    assert argument(f"{kind}[]", worded(f"{kind}[]", several)) == several
    plain = data.draw(_SIMPLE["uint256"])
    assert argument("uint256", worded("uint256", plain)) == plain
    numbers = data.draw(st.lists(_SIMPLE["uint256"], max_size=3))
    assert argument("uint256[]", worded("uint256[]", numbers)) == numbers
