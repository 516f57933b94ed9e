# ruff: noqa: INP001 - a script beside the files it makes
"""Make the cast of the examples: ``people.yaml`` and one encrypted key a person.

    python examples/cast/make.py

Keys that exist are kept, so running it again changes nothing; a person added below gets a key. Everybody in the cast is
invented, and everybody knows the passphrase: see README.md.
"""

from pathlib import Path

import yaml

from tallystick.evidence.persons import Name, Person, Side
from tallystick.shell.signing.keystore import Keystore

HERE = Path(__file__).resolve().parent
KEYS = HERE / "keys"
PASSPHRASE = "tallystick-example"  # noqa: S105 - published, see README.md

ONSHORE, OVERSEAS = Side.ONSHORE, Side.OVERSEAS
LEASING = Name(zh="衡远融资租赁（天津）有限公司", en="Hengyuan Financial Leasing (Tianjin) Co., Ltd.")
LAW_FIRM = Name(zh="衡舟律师事务所（虚构）", en="Hengzhou Law Firm (fictional)")
SECURITIES = Name(zh="远桥证券有限公司（虚构）", en="Yuanqiao Securities Co., Ltd. (fictional)")
ACCOUNTANTS = Name(zh="明尺会计师事务所（虚构）", en="Mingchi Certified Public Accountants (fictional)")
ISSUER = Name(zh="衡远（香港）二零二六一号有限公司", en="Hengyuan (Hong Kong) 2026-1 Limited")
TRUSTEE = Name(zh="维港受托人有限公司", en="Victoria Harbour Trustees Limited")
PAYING_AGENT = Name(zh="青马付款代理有限公司", en="Tsing Ma Paying Agents Limited")
TRANSFER_AGENT = Name(zh="南丫登记有限公司", en="Lamma Registrars Limited")
DESK = Name(zh="备案预审台（演练）", en="Filing desk (rehearsal)")
AUDITORS = Name(zh="双岸审计所（虚构）", en="Two Shores Audit LLP (fictional)")
FUND = Name(zh="太平山信贷基金（虚构）", en="Victoria Peak Credit Fund")
INSURER = Name(
    zh="大屿山保险（百慕大）有限公司香港分行（虚构）", en="Lantau Insurance (Bermuda) Limited, Hong Kong Branch"
)
EXCHANGE = Name(zh="浅水湾交易所（虚构）", en="Repulse Bay Exchange (fictional)")
AUTHORITY = Name(zh="南湾金融监管局（虚构）", en="South Bay Financial Authority (fictional)")
REGISTER = Name(zh="符木登记簿（演练）", en="Tallystick register (rehearsal)")

# id, name in Chinese, name in English, organisation, roles, side
CAST = (
    ("shen-yilan", "沈亦岚", "Shen Yilan", LEASING, ("filing-preparer", "servicer"), ONSHORE),
    ("gu-wenbo", "顾文博", "Gu Wenbo", LEASING, ("filing-approver", "legal-representative"), ONSHORE),
    ("luo-jingxing", "罗景行", "Luo Jingxing", LAW_FIRM, ("counsel",), ONSHORE),
    ("tan-shuhe", "谭书禾", "Tan Shuhe", LAW_FIRM, ("counsel",), ONSHORE),
    ("qiu-mingyuan", "邱明远", "Qiu Mingyuan", SECURITIES, ("arranger",), ONSHORE),
    ("jiang-suqin", "江素琴", "Jiang Suqin", ACCOUNTANTS, ("accountant",), ONSHORE),
    ("he-zhixia", "何知夏", "He Zhixia", DESK, ("desk-reviewer",), ONSHORE),
    ("fang-bochuan", "方伯川", "Fang Bochuan", DESK, ("desk-reviewer",), ONSHORE),
    ("meng-anran", "孟安然", "Meng Anran", REGISTER, ("registrar",), ONSHORE),
    ("ruan-qingping", "阮青平", "Ruan Qingping", REGISTER, ("registrar",), ONSHORE),
    ("carmen-lau", "刘嘉雯", "Carmen Lau", ISSUER, ("issuer-director",), OVERSEAS),
    ("edmund-kwok", "郭以敏", "Edmund Kwok", TRUSTEE, ("trustee-officer",), OVERSEAS),
    ("priya-raman", "普丽娅·拉曼", "Priya Raman", PAYING_AGENT, ("paying-agent-officer",), OVERSEAS),
    (
        "tobias-lindqvist",
        "托比亚斯·林奎斯特",
        "Tobias Lindqvist",
        TRANSFER_AGENT,
        ("transfer-agent-officer",),
        OVERSEAS,
    ),
    ("nadia-osei", "娜迪娅·奥塞", "Nadia Osei", AUDITORS, ("auditor", "witness"), OVERSEAS),
    ("ingrid-solberg", "英格丽·索尔贝格", "Ingrid Solberg", AUTHORITY, ("overseas-authority-officer",), OVERSEAS),
    ("marcus-adeyemi", "马库斯·阿德耶米", "Marcus Adeyemi", AUTHORITY, ("overseas-authority-officer",), OVERSEAS),
    ("rosalind-chow", "周若兰", "Rosalind Chow", FUND, ("investor",), OVERSEAS),
    ("graham-ince", "格雷厄姆·英斯", "Graham Ince", INSURER, ("investor",), OVERSEAS),
    ("exchange-witness", "浅水湾交易所见证节点", "Repulse Bay Exchange witness", EXCHANGE, ("witness",), OVERSEAS),
)


def main() -> None:
    """Make the keys that are missing, and write the roll."""
    for kept in KEYS.glob("*.pem"):
        kept.chmod(0o600)  # a checkout makes them readable to others, which the keystore refuses
    keystore = Keystore(KEYS)
    existing = set(keystore.people())
    people = []
    for identifier, zh, en, organisation, roles, side in CAST:
        make = keystore.open if identifier in existing else keystore.create
        signer = make(identifier, PASSPHRASE)
        name = Name(zh=zh, en=en)
        person = Person(
            id=identifier,
            name=name,
            organisation=organisation,
            roles=roles,
            public_key=signer.public_key,
            side=side,
        )
        people.append(as_written(person))
    text = yaml.safe_dump({"people": people}, allow_unicode=True, sort_keys=False, width=1000)
    (HERE / "people.yaml").write_text(text, encoding="utf-8")


def as_written(person: Person) -> dict[str, object]:
    """Return a person in the form of ``people.yaml``."""
    return {
        "id": person.id,
        "name": {"zh": person.name.zh, "en": person.name.en},
        "organisation": {"zh": person.organisation.zh, "en": person.organisation.en},
        "roles": list(person.roles),
        "side": str(person.side),
        "public_key": person.public_key,
    }


if __name__ == "__main__":
    main()
