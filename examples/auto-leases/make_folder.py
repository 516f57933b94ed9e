# ruff: noqa: E501, INP001, S105, ISC004 - Chinese sentences, a table that reads as one, a published passphrase
"""Write what people would hand in beside the deal: documents, answers, the order book, the specimen notice.

Everything is invented and says so. Answers are signed with the worthless keys of `examples/cast`, so running this
again gives the same files, to the byte.

    python examples/auto-leases/make_folder.py
"""

import csv
import datetime as dt
import hashlib
import io
import random
from pathlib import Path

from web3 import Web3

from tallystick.deal.answers.answers import EMPTY_ANSWERS, with_answer
from tallystick.evidence.digests import sha256_hex
from tallystick.law.determinations import Determination, Signature, signing_bytes
from tallystick.law.facts import Evidence, Subject
from tallystick.shell.signing.keystore import Keystore

FOLDER = Path(__file__).parent
CAST = FOLDER.parent / "cast"
PASSPHRASE = "tallystick-example"
MATTER = "auto-leases-2026-1"
DAY = dt.date(2026, 8, 25)
EXPIRES = dt.date(2027, 2, 20)
COUNSEL = ("luo-jingxing", "tan-shuhe")
FILER = ("shen-yilan", "luo-jingxing")
SPECIMEN = "样本，全部内容为虚构，仅供演练。\nA specimen: invented from end to end, for rehearsal only.\n"

DOCUMENTS = {
    "M2-offering-memorandum": (
        "境外发行备忘录 / Offering memorandum",
        "A档至多114,000,000.00美元，B档至多20,000,000.00美元，面额1,000.00美元，仅向中国内地以外的专业投资者发售。\n"
        "Class A up to USD 114,000,000.00 and Class B up to USD 20,000,000.00 in denominations of USD 1,000.00, offered\n"
        "to professional investors outside the mainland of China only. The notes are limited-recourse obligations of\n"
        "Hengyuan (Hong Kong) 2026-1 Limited, paid from the senior units through the currency swap.\n\n"
        "登记册以链上记录为准；转让仅限登记合格的持有人；代币由持有人或其持牌托管人保管。认购人声明其不是内地居民，\n"
        "亦不代内地居民认购。香港发售仅限专业投资者；代币不在交易平台交易。\n"
        "The ledger is the register of record; transfers only among registered eligible holders; tokens are kept by\n"
        "holders or their licensed custodians. Subscribers declare that they are no mainland residents and act for none.\n"
        "The Hong Kong offer is to professional investors only; the tokens are not traded on a platform.\n\n"
        "备案不表明对投资价值作出实质性判断或者保证。\nThe filing is no judgement of investment value and no guarantee.",
    ),
    "M3-undertaking-filer": (
        "备案主体承诺函 / Undertaking of the filer",
        "材料真实、准确、完整；遵守保密和档案管理规定；依法承担责任。\n"
        "The materials are true, accurate and complete; confidentiality and archive rules are kept; liability is accepted.",
    ),
    "M4-undertaking-controllers": (
        "控股股东、实际控制人、董事、监事、高级管理人员承诺函 / Undertakings of controllers and officers",
        "各自保证备案材料真实、准确、完整。\nEach of them warrants that the materials are true, accurate and complete.",
    ),
    "M5-undertaking-intermediaries": (
        "中介机构承诺函 / Undertakings of intermediaries",
        "律师事务所、会计师事务所分别承诺。\nGiven separately by the law firm and the accountants.",
    ),
    "M6-legal-opinion": (
        "境内法律意见书 / PRC legal opinion",
        "租赁债权真实、合法、权属清晰，可以转让；不存在负面清单所列情形；跨境工具为优先级信托份额。\n"
        "The lease claims are genuine, lawful, of clear title and transferable; nothing on the negative list applies; the\n"
        "cross-border instrument is the senior trust units.",
    ),
    "M7-negative-list": (
        "负面清单专项承诺与律师意见 / Undertaking on the negative list and the lawyer's opinion",
        "相当于管理人的机构承诺：基础资产不属于负面清单所列情形，专项说明随封存材料生成。\n"
        "The manager's equivalent undertakes that the assets are none of those on the negative list; the statement itself is "
        "made\nwith the package.\n"
        "律师意见：基础资产不属于负面清单所列情形。\n"
        "The lawyer's opinion: the assets are none of those on the negative list.",
    ),
    "M8-board-resolution": (
        "董事会决议 / Board resolution",
        "同意设立信托、保留次级份额并提出备案。\n"
        "Resolved to settle the trust, keep the subordinated interest and file.",
    ),
    "M10-team": ("项目组名单 / Team list", "见 people.yaml。\nSee people.yaml."),
    "M15-title": (
        "权属文件与登记查询 / Title documents and register extract",
        "动产融资统一登记公示系统查询（2026-08-24）：除原始权益人外无其他登记。\n"
        "Movable-asset register searched on 2026-08-24: no entry but the originator's own.",
    ),
    "M18-audit": (
        "审计报告 / Audit report",
        "截至2026年6月30日的三年一期财务报表。\nThree years and the period to 2026-06-30.",
    ),
    "M19-due-diligence": (
        "尽职调查报告 / Due-diligence report",
        "逐笔核对20,000笔租赁合同的电子数据，抽查300笔原件。\n"
        "Electronic records of all 20,000 leases compared; 300 originals sampled.",
    ),
    "M21-accounts": (
        "账户、归集与保管协议 / Account, collection and custody agreements",
        "回收款每月归集至信托账户；境外付款经货币互换。\n"
        "Collections are swept to the trust account each month; overseas payments go through the currency swap.",
    ),
    "M22-confidentiality": (
        "保密和档案管理说明 / Statement on confidentiality and archives",
        "工作底稿留存境内；不含国家秘密和工作秘密。\nWorking papers stay in the mainland; no state or work secrets.",
    ),
    "M23-technical-dossier": (
        "技术说明 / Technical dossier",
        "三份合约：备案登记、持有人资格、各档代币；不可升级；合约代码摘要见材料中的 contracts.json。\n"
        "Three contracts: filing registry, eligibility registry, one token a class; none can be upgraded; digests of their\n"
        "code are in contracts.json of the package.",
    ),
    "M25-investor-controls": (
        "投资者适当性与境内排除措施 / Investor eligibility and mainland exclusion",
        "仅香港、新加坡、英国、瑞士的专业投资者；内地投资者在登记层面被排除。\n"
        "Professional investors of Hong Kong, Singapore, the United Kingdom and Switzerland only; mainland investors are\n"
        "excluded by the register itself.",
    ),
}

EVIDENCE = {
    "legal-memo": "法律备忘录 / Legal memorandum",
    "declaration-of-none": "备案主体声明：未收到有关主管部门的认定 / Filer's declaration: no determination was received",
    "trigger-screen": "安全审查触发筛查表 / Screen of review triggers",
    "counsel-search": "律师检索记录 / Counsel's search",
    "court-search": "诉讼仲裁查询 / Court and arbitration search",
    "statute-citation": "法条引用：民法典第五百四十五条 / Statute cited: Civil Code article 545",
    "no-crime-certificate": "无犯罪记录证明 / No-crime certificates",
    "judgment-search": "裁判文书检索 / Search of judgments",
    "case-search": "立案调查查询 / Search for open cases",
    "regulator-record": "监管处罚记录查询 / Search of regulators' records",
    "undertaking": "书面承诺 / Written undertaking",
    "cash-flow-history": "2021年至2026年静态池 / Static pools 2021 to 2026",
    "stress-test": "压力测试 / Stress test",
    "judgement-memo": "判断依据备忘录 / Memorandum of judgement",
    "cash-flow-map": "现金流来源图 / Map of cash-flow sources",
    "look-through-chart": "穿透图 / Look-through chart",
    "data-map": "数据清单与出境评估 / Data map and export screen",
    "credit-report": "信用报告 / Credit report",
    "dishonesty-register-extract": "失信名单查询 / Extract from the dishonesty registers",
    "payer-table": "付款人清单 / Payer table",
    "ownership-record": "发行人股东名册 / Issuer's register of members",
    "asset-description": "资产说明：入池时逾期不超过30天 / Description of the assets: at most 30 days past due",
    "licence": "许可核查：原始权益人为地方监管的融资租赁公司；牵头销售机构持有第1类牌照 / Licences checked",
    "registry-extract": "动产融资统一登记公示系统查询结果 / Extract of the movable-asset register",
    "offering-document": "发行文件有关条款摘录 / Extract of the offering document's terms",
    "remittance-plan": "汇兑安排：逐笔列明依据、登记、编码、税务备案与凭证 / Remittance plan, payment by payment",
    "code-audit": "合约代码审计报告（部署前） / Audit of the contracts' code, before deployment",
    "contract": "认购与销售协议 / Subscription and distribution agreements",
}

DEAL, ASSET = "deal", "asset"
THE_FILER, HOLDING, CONTROLLER = (
    "filer:filer",
    "controlling-shareholder:hengyuan-holding",
    "actual-controller:shen-guoliang",
)

TRUSTEE = "possible-controller:trustee-onshore"
OPINION = "M6-legal-opinion:legal-opinion"
OFFER = "offering-document"
ACCOUNTS = "M21-accounts:contract"
TITLE = "M15-title:registry-extract"

ANSWERS = [
    ("CSRC1-2a", DEAL, "no", COUNSEL, [OPINION, "trigger-screen"], "跨境投资、外汇、数据各项均已核对，未见违反。"),
    ("CSRC1-2b", DEAL, "no", COUNSEL, [OPINION, "trigger-screen"], "各项程序均未触发或已完成，别无其他未完成的程序。"),
    ("CSRC1-2c", DEAL, "no", COUNSEL, [OPINION, "declaration-of-none"], "商业租赁债权融资，不损害国家利益和公共利益。"),
    (
        "CSRC1-4b.started",
        DEAL,
        "no",
        FILER,
        ["declaration-of-none", "undertaking"],
        "备案之前未推介、未认购、未转移资产。",
    ),
    ("CSRC1-3.controls-before", TRUSTEE, "no", COUNSEL, [OPINION, "legal-memo"], "转让前信托尚未设立。"),
    (
        "CSRC1-3.controls-after",
        TRUSTEE,
        "no",
        COUNSEL,
        [OPINION, "legal-memo"],
        "受托人为名义权利人，催收、处置和归集由资产服务机构决定。",
    ),
    ("P1.1", ASSET, "no", COUNSEL, ["legal-memo"], "无法律、行政法规或国家规定禁止车辆租赁债权通过资本市场融资。"),
    ("P1.1", THE_FILER, "no", COUNSEL, ["legal-memo"], "融资租赁公司不属于禁止通过资本市场融资的主体。"),
    (
        "P2.1",
        ASSET,
        "no",
        COUNSEL,
        ["declaration-of-none", "trigger-screen", "counsel-search"],
        "未见国务院有关主管部门的认定。",
    ),
    (
        "P2.1",
        THE_FILER,
        "no",
        COUNSEL,
        ["declaration-of-none", "trigger-screen", "counsel-search"],
        "未见国务院有关主管部门的认定。",
    ),
    (
        "P3.1",
        THE_FILER,
        "no",
        FILER,
        ["no-crime-certificate", "judgment-search", "undertaking"],
        "最近三年无所列犯罪。",
    ),
    ("P3.2", HOLDING, "no", FILER, ["no-crime-certificate", "judgment-search", "undertaking"], "最近三年无所列犯罪。"),
    (
        "P3.3",
        CONTROLLER,
        "no",
        FILER,
        ["no-crime-certificate", "judgment-search", "undertaking"],
        "最近三年无所列犯罪。",
    ),
    ("P4.1", THE_FILER, "no", FILER, ["case-search", "undertaking", "regulator-record"], "无立案调查。"),
    ("P4.2", THE_FILER, "no", FILER, ["regulator-record", "case-search", "undertaking"], "无重大违法违规调查。"),
    ("P4.4", CONTROLLER, "no", FILER, ["case-search", "undertaking"], "无所列犯罪的调查。"),
    ("P5.1", ASSET, "no", COUNSEL, ["court-search", "M6-legal-opinion:legal-opinion"], "无权属诉讼或仲裁。"),
    ("P5.3", ASSET, "no", COUNSEL, ["M6-legal-opinion:legal-opinion"], "不存在权属纠纷。"),
    ("P5.4", ASSET, "no", COUNSEL, ["statute-citation", "M6-legal-opinion:legal-opinion"], "租赁债权依法可以转让。"),
    ("N1.2", ASSET, "no", COUNSEL, ["M6-legal-opinion:legal-opinion"], "承租人均为企业和个人，不涉及地方政府债务。"),
    ("N1.3", ASSET, "no", COUNSEL, ["M6-legal-opinion:legal-opinion"], "不新增地方政府债务。"),
    ("N3.5", ASSET, "no", COUNSEL, ["cash-flow-history", "stress-test", "judgement-memo"], "合同债权，历史回收稳定。"),
    ("N5.1", ASSET, "no", FILER, ["cash-flow-map"], "现金流来自租金，不依赖处置。"),
    ("N6.1a", ASSET, "no", FILER, ["asset-description"], "逐笔核对，二万笔均为车辆融资租赁债权，无其他类型。"),
    ("N8.1", ASSET, "none", COUNSEL, ["look-through-chart"], "穿透至租赁合同：信托直接持有租赁债权，其下无底层资产。"),
    ("N7.1", ASSET, "no", COUNSEL, ["M6-legal-opinion:legal-opinion"], "形成、持有和经营合法合规。"),
    ("S3", DEAL, "no", COUNSEL, ["legal-memo"], "代币为以美元计价的资产支持票据，不是稳定币。"),
    ("S6", DEAL, "no", COUNSEL, ["ownership-record", "legal-memo"], "发行人由受托人持有，无境内居民个人控制。"),
    ("S7.outbound", DEAL, "no", FILER, ["data-map"], "仅汇总数据与加盐承诺出境。"),
    (
        "XB-1",
        DEAL,
        "trust-units",
        COUNSEL,
        ["M6-legal-opinion:legal-opinion", "legal-memo"],
        "由境外发行人认购优先级信托份额。",
    ),
    ("YF42-1.2d", DEAL, "no", COUNSEL, ["legal-memo"], "境外服务机构仅在境外向发行人提供服务。"),
    ("YF42-FI1", DEAL, "no", FILER, ["undertaking"], "境内银行仅保管信托资金，不涉及代币。"),
    ("YF42-INT1.services", DEAL, "no", FILER, ["undertaking"], "备案之前境内机构仅准备备案材料。"),
    ("YF42-INT1.marketing", DEAL, "no", FILER, ["undertaking"], "无境内互联网推介。"),
    ("YF42-16", DEAL, "yes", FILER, ["undertaking"], "各服务机构均已承诺合规内控并按规定报告。"),
    ("YF42-15.arm", DEAL, "no", COUNSEL, ["legal-memo"], "无境内金融机构的境外机构参与。"),
    ("YF42-13", DEAL, "no", COUNSEL, ["legal-memo"], "代币由租赁债权现金流偿付，不是虚拟货币。"),
    (
        "CONF-44-3",
        DEAL,
        "no",
        FILER,
        ["undertaking", "legal-memo"],
        "所提供和披露的文件不涉及国家秘密或国家机关工作秘密。",
    ),
    ("CONF-44-5", DEAL, "yes", FILER, ["undertaking", "legal-memo"], "已逐份筛查并向中介机构出具书面说明。"),
    ("CONF-44-9", DEAL, "yes", COUNSEL, ["undertaking", "legal-memo"], "境内形成的工作底稿均存放在境内。"),
    ("S8", DEAL, "0", FILER, ["data-map"], "融资租赁公司不经营网络平台。"),
    ("S9", DEAL, "no", COUNSEL, ["legal-memo"], "租赁债权属民营企业所有。"),
    ("S11", DEAL, "yes", COUNSEL, [OFFER], "发行文件写明香港只面向专业投资者。"),
    ("S12", DEAL, "no", COUNSEL, [OPINION], "票据为固定偿付的债务证券，不属于集体投资计划。"),
    ("IB-lender", DEAL, "no", COUNSEL, ["licence"], "原始权益人为地方监管的融资租赁公司，不是金融租赁公司。"),
    ("FD-33", DEAL, "no", COUNSEL, [OPINION], "发行人由受托人控制，以信托份额为限偿付，备案主体不借入款项。"),
    ("FX-npl.assets", DEAL, "no", FILER, ["asset-description"], "入池资产均为正常资产。"),
    (
        "FX-proc",
        DEAL,
        "instrument-price",
        COUNSEL,
        ["legal-memo", "remittance-plan"],
        "募集资金作为份额认购对价汇入信托。",
    ),
    ("CT-register", DEAL, "yes", FILER, ["registry-extract"], "已查询；转让登记已备妥，于设立信托当日办理。"),
    ("OV.request", DEAL, "no", COUNSEL, ["legal-memo"], "工作底稿留存境内，不向境外机构提供。"),
    ("TAX-record", DEAL, "yes", FILER, ["remittance-plan"], "每笔超过5万美元的对外支付均安排税务备案。"),
    ("RM-legs", DEAL, "yes", FILER, ["remittance-plan"], "逐笔列明，人民币与离岸人民币分列。"),
    ("HK-4", DEAL, "yes", COUNSEL, ["contract"], "牵头销售机构承诺负责，含外判部分。"),
    ("HK-5", DEAL, "yes", COUNSEL, ["undertaking"], "销售机构已完成尽职审查。"),
    ("HK-6a", DEAL, "yes", COUNSEL, [OFFER], "以链上登记为最终记录。"),
    ("HK-6b", DEAL, "yes", COUNSEL, [OFFER], "转让仅限合格持有人。"),
    ("HK-6c", DEAL, "yes", COUNSEL, ["code-audit"], "合约部署前经独立审计。"),
    ("HK-6d", DEAL, "yes", COUNSEL, ["undertaking"], "有暂停、冻结、更正程序和业务持续计划。"),
    ("HK-6e", DEAL, "yes", COUNSEL, [OFFER], "发行文件已说明代币保管方式。"),
    ("HK-7", DEAL, "no", COUNSEL, ["code-audit"], "转让受持有人资格登记控制。"),
    ("HK-8", DEAL, "yes", COUNSEL, ["undertaking"], "销售机构已与香港证监会沟通。"),
    ("HK-9", DEAL, "yes", COUNSEL, ["contract"], "逐一凭附日期的证据确认。"),
    ("SFO-institutional", DEAL, "yes", COUNSEL, ["contract"], "机构投资者均有类别证据。"),
    ("HK-10.custodian", DEAL, "no", COUNSEL, [OFFER], "认可机构不托管代币。"),
    ("HK-10.seller", DEAL, "no", COUNSEL, ["contract"], "认可机构不销售代币。"),
    ("HK-14", DEAL, "yes", COUNSEL, ["licence"], "销售机构持有第1类牌照。"),
    ("HK-14.advises", DEAL, "no", COUNSEL, ["contract"], "无人在香港提供意见或者管理投资。"),
    ("HK-14.traded", DEAL, "no", COUNSEL, [OFFER], "发行文件写明不设平台交易。"),
    ("SR-SG", DEAL, "yes", COUNSEL, [OFFER], "新加坡仅向机构及认可投资者发售。"),
    ("SR-UK-diligence", DEAL, "yes", COUNSEL, [OFFER], "提供英国投资者尽职调查所需资料。"),
    ("SR-elsewhere", DEAL, "yes", COUNSEL, ["legal-memo"], "瑞士当地律师意见已取得。"),
    ("SR-CN-holders", DEAL, "yes", COUNSEL, [OFFER], "认购人须作声明。"),
    ("YF42-14.equity", DEAL, "no", COUNSEL, ["legal-memo"], "代币不含表决权、剩余索取权或转股权。"),
    # Quality gates: domestic rules, by analogy.
    ("ABS-3.title", DEAL, "yes", COUNSEL, [OPINION], "租赁债权合法、权属明确、可特定化。"),
    ("ABS-3.genuine", DEAL, "yes", COUNSEL, [OPINION, "cash-flow-history"], "租赁真实、对价公允、租金持续稳定。"),
    ("ABS-5", DEAL, "yes", COUNSEL, [OPINION], "信托财产独立于各参与人。"),
    ("ABS-26", DEAL, "yes", FILER, ["cash-flow-history", "stress-test"], "资产期限不超过代币的最终到期日。"),
    ("ABS-27", DEAL, "yes", FILER, [ACCOUNTS], "收支均通过信托账户和发行人账户。"),
    ("P5.5", ASSET, "no", COUNSEL, [OPINION], "转让无须第三方同意或者批准。"),
    ("P5.6", ASSET, "no", COUNSEL, [OPINION], "租赁合同未禁止转让。"),
    ("P5.7", ASSET, "no", COUNSEL, [TITLE], "登记查询无其他权利负担。"),
    ("QA1-4.single", DEAL, "no", FILER, ["asset-description"], "基础资产为两万笔租赁债权，信托是载体。"),
    ("RC-title", DEAL, "yes", COUNSEL, [OPINION, TITLE], "持有租赁合同与租赁物权属证明。"),
    ("RC-title.security", DEAL, "yes", COUNSEL, [OPINION, TITLE], "附属担保随债权转让并已登记。"),
    ("RC-cf", DEAL, "yes", FILER, ["cash-flow-history", "stress-test"], "发行文件披露各期预测和覆盖倍数。"),
    ("RC-acct.mixing", DEAL, "yes", FILER, [ACCOUNTS], "回收款由监管银行每月划转，不得支取。"),
    ("RC-reinv.equity", DEAL, "no", FILER, [ACCOUNTS], "沉淀资金只能存放。"),
    ("SSE2-2.1.5.notice", DEAL, "no", COUNSEL, [ACCOUNTS], "资产服务机构被解任或破产前不通知承租人。"),
    ("SSE2-2.1.5.dispersed", DEAL, "yes", COUNSEL, [OPINION], "承租人逾一万七千名，已披露通知承租人的条件。"),
    ("SSE2-2.1.6.acquired", DEAL, "no", COUNSEL, ["legal-memo"], "均为自行投放。"),
    ("SSE2-2.1.8.manager", DEAL, "yes", FILER, ["undertaking"], "已逐项核查负面清单。"),
    ("SSE2-2.1.8.lawyer", DEAL, "yes", COUNSEL, [OPINION], "已逐项核查负面清单。"),
    ("SSE2-2.2.3.share", DEAL, "0%", FILER, ["payer-table"], "承租人均与原始权益人无关联。"),
    ("SSE2-2.2.4.months", DEAL, "66", FILER, ["cash-flow-history"], "2021年1月至2026年6月。"),
    ("SSE2-2.2.4.matched", DEAL, "yes", FILER, ["cash-flow-history"], "预测与兑付均按月。"),
    ("SSE2-2.2.5.third_party", DEAL, "no", FILER, ["cash-flow-history"], "由备案主体自行测算。"),
    ("SSE2-2.2.5.manager", DEAL, "yes", COUNSEL, ["legal-memo"], "受托人已核查并发表意见。"),
    ("SSE2-2.2.6", DEAL, "yes", FILER, ["stress-test"], "已压力测试并披露各期覆盖情况。"),
    ("SSE2-2.2.7.months", DEAL, "1", FILER, [ACCOUNTS], "每月归集。"),
    ("SSE2-2.2.9", DEAL, "yes", COUNSEL, [OPINION], "已核查外汇手续，并以货币互换安排汇率风险。"),
    ("SSE2-2.3.6", DEAL, "yes", COUNSEL, [OPINION], "已分析破产隔离并发表意见。"),
    ("SSE2-2.3.7.several", DEAL, "no", FILER, ["asset-description"], "一次发行。"),
    ("SSE2-2.4.1", DEAL, "no", FILER, ["dishonesty-register-extract"], "最近两年无失信记录。"),
    ("SSE2-2.4.2", DEAL, "no", COUNSEL, ["legal-memo"], "义务已履行、不循环、现金流不依赖其经营。"),
    ("SSE2-2.4.6", DEAL, "no", FILER, ["dishonesty-register-extract"], "无增信机构和重要现金流提供方。"),
    ("SSE2-3.1.2.performed", DEAL, "no", COUNSEL, ["contract"], "租赁物均已交付，承租人无抗辩、抵销事由。"),
    ("SSE2-3.1.2.split", DEAL, "no", FILER, ["asset-description"], "每份租赁合同的未偿租金全部入池。"),
    (
        "SSE2-3.1.2.overdue",
        DEAL,
        "yes",
        FILER,
        ["asset-description"],
        "入池标准容许逾期不超过30天；逾期租约在报告中分档列明。",
    ),
    ("SSE2-3.1.2.record", DEAL, "no", FILER, ["credit-report"], "入池承租人无不良信用记录。"),
    ("SZSE2-38", DEAL, "no", FILER, ["dishonesty-register-extract"], "最近一年无失信记录。"),
    ("SZSE2-43", DEAL, "no", FILER, ["dishonesty-register-extract"], "无增信机构和重要现金流提供方。"),
]

INVESTORS = [
    ("victoria-peak-fund", "Victoria Peak Credit Fund", "HK", "professional", 30),
    ("lantau-insurance", "Lantau Insurance (Bermuda) Limited, Hong Kong Branch", "HK", "institutional", 25),
    ("merlion-asset", "Merlion Asset Management Pte. Ltd.", "SG", "institutional", 22),
    ("raffles-private", "Raffles Private Bank", "SG", "professional", 15),
    ("thames-treasury", "Thames Treasury LLP", "GB", "institutional", 14),
    ("aare-pension", "Aare Pension Foundation", "CH", "institutional", 12),
    ("kowloon-family", "Kowloon Family Office", "HK", "professional", 8),
    ("tolo-securities", "Tolo Securities Limited", "HK", "professional", 6),
]

NOT_ASKED = ("", "", "")
WEALTH = {
    "victoria-peak-fund": ("corporation", "2400000000.00 HKD", ""),
    "kowloon-family": ("corporation", "", "310000000.00 HKD"),
    "tolo-securities": ("corporation", "95000000.00 HKD", ""),
}


HELD_FOR = {"raffles-private": "Tanjong Discretionary Portfolio 4"}


def main() -> None:
    """Write everything."""
    write_people()
    write_documents()
    write_answers()
    write_placement()


def write_people() -> None:
    """Write the roll of the deal: the cast without investors and authorities abroad, who have no part in the filing."""
    first, *others = (CAST / "people.yaml").read_text(encoding="utf-8").split("\n- id: ")
    apart = ("\n  - investor\n", "\n  - overseas-authority-officer\n")
    acting = [each for each in others if not any(role in each for role in apart)]
    (FOLDER / "people.yaml").write_text("\n- id: ".join((first, *acting)).rstrip("\n") + "\n", encoding="utf-8")


def write_documents() -> None:
    """Write the specimen documents and evidence pages."""
    folder = FOLDER / "documents"
    for name, (title, text) in DOCUMENTS.items():
        (folder / f"{name}.md").write_text(f"# {title}\n\n{SPECIMEN}\n{text}\n", encoding="utf-8")
    for kind, title in EVIDENCE.items():
        page = f"# {title}\n\n{SPECIMEN}\n{MATTER}, {DAY.isoformat()}\n"
        (folder / "evidence" / f"{kind}.md").write_text(page, encoding="utf-8")
    notice = (
        "# 备案情况公示（样本） / Published filing information (specimen)\n\n"
        f"{SPECIMEN}\n编号 / number: 样本-2026-001\n日期 / date: 2026-09-09\n"
        "境内备案主体 / domestic filing entity: 衡远融资租赁（天津）有限公司\n\n"
        "本样本不是任何主管机关的文件。\nThis specimen is no document of any authority.\n"
    )
    (FOLDER / "specimen-notice.md").write_text(notice, encoding="utf-8")


def write_answers() -> None:
    """Sign every determination with the keys of its two persons."""
    keys = {name: Keystore(CAST / "keys") for name in {*COUNSEL, *FILER}}
    content = EMPTY_ANSWERS
    for question, subject, value, (first, second), kinds, reasons in ANSWERS:
        unsigned = Determination(
            matter=MATTER,
            question=question,
            subject=Subject.parse(subject),
            value=value,
            person=first,
            second_person=second,
            date=DAY,
            expires=EXPIRES,
            reasons=reasons,
            evidence=tuple(evidence(kind) for kind in kinds),
        )
        message = signing_bytes(unsigned)
        signatures = tuple(
            Signature(person=person, signature=open_key(keys[person], person).sign(message))
            for person in (first, second)
        )
        content = with_answer(content, replace_signatures(unsigned, signatures))
    (FOLDER / "answers.yaml").write_bytes(content)


def open_key(keystore: Keystore, person: str):  # noqa: ANN201 - a signer of the keystore
    """Open a published key; its file is copied private first where the checkout made it readable."""
    path = CAST / "keys" / f"{person}.pem"
    path.chmod(0o600)
    return keystore.open(person, PASSPHRASE)


def replace_signatures(unsigned: Determination, signatures: tuple[Signature, ...]) -> Determination:
    """Return the determination with its signatures."""
    members = {name: getattr(unsigned, name) for name in unsigned.__slots__}
    return Determination(**(members | {"signatures": signatures}))


def evidence(kind: str) -> Evidence:
    """Return a piece of evidence: a page of `documents/evidence`, or `document:kind` for a material."""
    document, _, named = kind.partition(":")
    path = f"documents/{document}.md" if named else f"documents/evidence/{kind}.md"
    digest = sha256_hex((FOLDER / path).read_bytes())
    return Evidence(kind=named or kind, reference=path, sha256=digest, date=DAY)


def write_placement() -> None:
    """Write the order book, 1.2 times covered, and the pricing supplement."""
    folder = FOLDER / "placement"
    folder.mkdir(exist_ok=True)
    draw = random.Random(20260914)  # noqa: S311 - an example, not a secret
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    head = ["subscriber", "name", "jurisdiction", "investor", "evidence", "evidence_date", "evidence_expires"]
    head += ["capacity", "portfolio", "total_assets", "wallet", "token_class", "amount"]
    writer.writerow([*head, "screening", "screened", "held_for"])
    for subscriber, name, place, kind, millions in INVESTORS:
        for token_class, share in (("A", millions), ("B", max(1, millions // 5))):
            amount = f"{share}{draw.randrange(10)}00000.00 USD"
            proof = [f"{kind} investor file", "2026-08-15", "2027-08-14", *WEALTH.get(subscriber, NOT_ASKED)]
            searched = ["clear", "2026-09-11", HELD_FOR.get(subscriber, "")]
            writer.writerow([subscriber, name, place, kind, *proof, wallet(subscriber), token_class, amount, *searched])
    (folder / "subscriptions.csv").write_text(written.getvalue(), encoding="utf-8")
    (folder / "pricing.yaml").write_text(
        f"# Agreed on 2026-09-14 inside the filed ranges. Invented.\ndeal: {MATTER}\npriced_on: 2026-09-14\n"
        "closing: 2026-09-15\nclasses:\n"
        "  A: {size: 114000000.00 USD, coupon: 4.55%}\n  B: {size: 20000000.00 USD, coupon: 5.35%}\n"
        "by: {zh: 发行人与联席安排人, en: the issuer and the arrangers}\n",
        encoding="utf-8",
    )
    write_closing(folder)


def write_closing(folder: Path) -> None:
    """Write the statement of the subscription account, where everybody paid what they ordered, and the closing papers."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["reference", "subscriber", "account", "amount", "received", "cleared"])
    with (folder / "subscriptions.csv").open(encoding="utf-8", newline="") as orders:
        for number, order in enumerate(csv.DictReader(orders), start=1):
            account = f"specimen account of {order['subscriber']}"
            paid = [f"IN-{number:04d}", order["subscriber"], account, order["amount"]]
            writer.writerow([*paid, "2026-09-11", "2026-09-14"])
    (folder / "escrow.csv").write_text(written.getvalue(), encoding="utf-8")
    conditions = (
        ("CP-1", "公示已记录", "the published notice is on record", "2026-09-10", "specimen notice"),
        ("CP-2", "境内基础资产已转让并登记", "the assets were transferred and registered", "2026-09-11", "M15"),
        ("CP-3", "境外法律意见书已出具", "the overseas legal opinions were given", "2026-09-14", "M6"),
        ("CP-4", "货币互换已生效", "the currency swap is in force", "2026-09-14", "swap confirmation, specimen"),
    )
    uses = (
        ("purchase-price", "衡远汽车租赁信托（优先级份额）", "the senior units of the Hengyuan trust", "132650000.00"),
        ("fee", "联席安排人", "the arrangers", "1005000.00"),
        ("fee", "律师、受托人与其他服务机构", "counsel, trustee and other service providers", "345000.00"),
    )
    lines = [
        "# Closing papers of 2026-09-15. Invented.",
        f"deal: {MATTER}",
        "method: {zh: 向专业投资者非公开配售, en: private placement to professional investors}",
        "market: {zh: 不在交易平台交易, en: not traded on a platform}",
        "custody: {zh: 链上登记册为准，持有人自行保管或由其持牌托管人保管, "
        "en: 'the ledger is the register of record; kept by holders or their licensed custodians'}",
        "conditions:",
        *(
            f"  - {{id: {name}, text: {{zh: {zh}, en: {en}}}, met: yes, on: {on}, evidence: '{by}'}}"
            for name, zh, en, on, by in conditions
        ),
        "uses:",
        *(
            f"  - {{kind: {kind}, payee: {{zh: {zh}, en: '{en}'}}, amount: {amount} USD}}"
            for kind, zh, en, amount in uses
        ),
    ]
    (folder / "closing.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def wallet(subscriber: str) -> str:
    """Return an address nobody has the key of: twenty bytes of the subscriber's digest, with checksum."""
    plain = "0x" + hashlib.sha256(f"tallystick example wallet {subscriber}".encode()).hexdigest()[:40]
    return str(Web3.to_checksum_address(plain))


if __name__ == "__main__":
    main()
