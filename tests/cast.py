"""The cast: the same few people in every test, named for what they do.

Their keys come from their ids, so a signature in a test is the same on every machine; no real key is made like this.
Add a person when a test needs a part that nobody here plays, not for another name in the same part.
"""

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tallystick.evidence.persons import Name, Person, Side

__all__ = [
    "AGENT",
    "AUDITOR",
    "CAST",
    "COUNSEL",
    "EXAMINER",
    "HOLDER",
    "ISSUER",
    "ORIGINATOR",
    "OUTSIDER",
    "PREPARER",
    "SECOND_EXAMINER",
    "TRUSTEE",
    "Actor",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person of the cast together with the private key that a real person would keep to themselves."""

    person: Person
    private_key: Ed25519PrivateKey

    @property
    def id(self) -> str:
        """The id by which acts and entries name this person."""
        return self.person.id

    def sign(self, message: bytes) -> str:
        """Sign as this person; hexadecimal, as entries carry it."""
        return self.private_key.sign(message).hex()


def _actor(identifier: str, name: tuple[str, str], organisation: tuple[str, str], role: str, side: Side) -> Actor:
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"cast {identifier}".encode()).digest())
    person = Person(
        id=identifier,
        name=Name(zh=name[0], en=name[1]),
        organisation=Name(zh=organisation[0], en=organisation[1]),
        roles=(role,),
        public_key=key.public_key().public_bytes_raw().hex(),
        side=side,
    )
    return Actor(person=person, private_key=key)


_LEASING = ("示例融资租赁有限公司", "Example Leasing Co., Ltd.")
_COUNSEL = ("示例律师事务所", "Example Law Firm")
_DESK = ("示例审阅席", "Example Desk")
_ISSUER = ("示例发行有限公司", "Example Issuer Limited")
_TRUST = ("示例信托（香港）有限公司", "Example Trust (Hong Kong) Limited")
_AUDIT = ("示例会计师事务所", "Example Auditors")

ORIGINATOR = _actor("originator", ("周明", "Zhou Ming"), _LEASING, "filing-owner", Side.ONSHORE)
PREPARER = _actor("preparer", ("林悦", "Lin Yue"), _LEASING, "filing-preparer", Side.ONSHORE)
COUNSEL = _actor("counsel", ("吴静", "Wu Jing"), _COUNSEL, "counsel", Side.ONSHORE)
EXAMINER = _actor("examiner", ("陈立", "Chen Li"), _DESK, "examiner", Side.ONSHORE)
SECOND_EXAMINER = _actor("second-examiner", ("何清", "He Qing"), _DESK, "examiner", Side.ONSHORE)
ISSUER = _actor("issuer", ("李安", "Ann Lee"), _ISSUER, "issuer", Side.OVERSEAS)
TRUSTEE = _actor("trustee", ("黄德", "Derek Wong"), _TRUST, "trustee", Side.OVERSEAS)
AGENT = _actor("agent", ("梁惠", "Grace Leung"), _TRUST, "paying-agent", Side.OVERSEAS)
HOLDER = _actor("holder", ("白宁", "Nina White"), ("示例基金", "Example Fund"), "holder", Side.OVERSEAS)
AUDITOR = _actor("auditor", ("郑衡", "Henry Cheng"), _AUDIT, "auditor", Side.OVERSEAS)
OUTSIDER = _actor("outsider", ("路人", "Pat Stranger"), ("无", "none"), "none", Side.OVERSEAS)

CAST = (
    ORIGINATOR,
    PREPARER,
    COUNSEL,
    EXAMINER,
    SECOND_EXAMINER,
    ISSUER,
    TRUSTEE,
    AGENT,
    HOLDER,
    AUDITOR,
    OUTSIDER,
)
