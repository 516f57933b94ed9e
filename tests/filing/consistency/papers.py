"""A set of documents about the ordinary deal as counsel would write them, and forty contradictions to plant in it."""

from collections.abc import Mapping

from tests.filing.documents.made import pdf, word

__all__ = ["PLANTED", "SET", "made", "planted_set"]

SET: Mapping[str, tuple[str, ...]] = {
    "M2-memorandum-zh.docx": (
        "本备忘录就衡远（香港）二零二六一号有限公司（“发行人”）拟发行的资产支持证券代币编制。",
        "发行人注册于香港，LEI编码为9845TALLYHKSPV000157，由维港受托人有限公司控制。",
        "境内备案主体为衡远融资租赁（天津）有限公司，统一社会信用代码91120118MA0EXAMP1W。",
        "A档规模不超过114,000,000.00美元，B档规模不超过20,000,000.00美元，面额均为1,000.00美元。",
        "A档票面利率在4.00%至5.00%之间簿记，B档票面利率在5.00%至5.60%之间簿记。",
        "A档最低认购金额为250,000.00美元，B档最低认购金额为500,000.00美元。",
        "A档和B档的最终到期日均为2031年10月27日。",
        "封包日为2026年8月31日，计划设立日为2026年9月15日。",
        "发行期自2026年9月10日起，发行期至2027年9月9日。",
        "优先级份额规模为人民币951,400,000.00元，次级份额规模为人民币50,100,000.00元，由备案主体全部持有。",
        "境内层于每月18日分配，境外层于每月26日付款。",
        "互换汇率固定为7.10，由狮子山银行（香港）有限公司提供。",
        "代币持有人不超过200名，以美元结算，部署于链编号31337的账本。",
        "A档代码为HY26A，B档代码为HY26B。",
        "备案主体自留比例为5%，以不代币化的次级份额持有。",
        "流动性储备账户的目标余额为人民币9,600,000.00元，美元储备账户的目标余额为800,000.00美元。",
        "历史上备案主体在2024年发行过规模为人民币300,000,000.00元的公司债券，票面利率4.80%，已按期兑付。",
    ),
    "M2-memorandum-en.pdf": (
        "This memorandum concerns tokens to be issued by Hengyuan (Hong Kong) 2026-1 Limited, the issuer.",
        "Class A has a principal amount of USD 114,000,000.00; Class B has a principal amount of USD 20,000,000.00.",
        "The coupon of Class A lies between 4.00% and 5.00% a year; the coupon of Class B between 5.00% and 5.60%.",
        "For Class A the minimum subscription is US$250,000.00; for Class B the minimum subscription is US$500,000.00.",
        "The closing date is 15 September 2026 and the cut-off date is 31 August 2026.",
        "The final maturity date of Class A is 27 October 2031.",
        "The note trustee is Victoria Harbour Trustees Limited and the paying agent is Tsing Ma Paying Agents Limited.",
        "The swap counterparty is Lion Rock Bank (Hong Kong) Limited; the swap rate is 7.10.",
        "Payments are made on the 26th day of each month, subject to the calendar of Hong Kong.",
        "Tokens are offered to no more than 200 holders, all of them professional investors outside the mainland.",
        "The issuer's expenses are USD 5,000.00 a payment and the note trustee fee is USD 2,000.00 a payment.",
        "The originator retains a retention of 5% in the form of the subordinated interest.",
        "The issuer had USD 1.00 of paid-up capital on 3 August 2026 and no other debt.",
    ),
    "M6-opinion-zh.pdf": (
        "本所接受衡远融资租赁（天津）有限公司委托，就其境外发行资产支持证券代币出具法律意见。",
        "受托人北辰信托有限责任公司统一社会信用代码为91110000MA0EXAMP2K。",
        "资金保管机构为海河银行股份有限公司，归集账户开立于该行。",
        "衡远控股集团有限公司为控股股东，实际控制人为沈国梁。",
        "入池资产逾期不超过30天，剩余期限不超过60个月，租赁利率不超过24%。",
        "累计违约率超过3%时触发加速清偿。",
        "受托报酬按每年0.05%计提，资产服务费按每年0.40%计提。",
        "票据的法定期限不超过62个月。",
        "本所律师于2026年8月20日查询了动产融资统一登记公示系统，未发现2018年以来的争议登记共3笔以上的情形。",
    ),
    "M6-opinion-en.docx": (
        "We act for Hengyuan Financial Leasing (Tianjin) Co., Ltd. in connection with the tokens.",
        "The trustee of the property-rights trust is Beichen Trust Co., Ltd.",
        "The actual controller is Shen Guoliang, through Hengyuan Holding Group Co., Ltd.",
        "The senior units have a principal amount of CNY 951,400,000.00, the subordinated interest CNY 50,100,000.00.",
        "Assets are not more than 30 days past due and at most 60 months remain.",
        "The servicing fee is 0.40% a year and the trustee fee 0.05% a year.",
        "Hengyuan (Hong Kong) 2026-1 Limited is incorporated in Hong Kong with the code 9845TALLYHKSPV000157.",
        "This opinion is dated 25 August 2026 and is limited to PRC law.",
    ),
}

PLANTED: tuple[tuple[str, str, str], ...] = (
    ("M2-memorandum-zh.docx", "A档规模不超过114,000,000.00美元", "A档规模不超过124,000,000.00美元"),
    ("M2-memorandum-zh.docx", "B档规模不超过20,000,000.00美元", "B档规模不超过2.1亿美元"),
    ("M2-memorandum-zh.docx", "面额均为1,000.00美元", "面额均为10,000.00美元"),
    ("M2-memorandum-zh.docx", "在4.00%至5.00%之间", "在4.00%至5.50%之间"),
    ("M2-memorandum-zh.docx", "B档票面利率在5.00%", "B档票面利率在4.90%"),
    ("M2-memorandum-zh.docx", "A档最低认购金额为250,000.00美元", "A档最低认购金额为200,000.00美元"),
    ("M2-memorandum-zh.docx", "最终到期日均为2031年10月27日", "最终到期日均为2030年10月27日"),
    ("M2-memorandum-zh.docx", "封包日为2026年8月31日", "封包日为2026年7月31日"),
    ("M2-memorandum-zh.docx", "计划设立日为2026年9月15日", "计划设立日为2026年9月25日"),
    ("M2-memorandum-zh.docx", "发行期至2027年9月9日", "发行期至2027年12月31日"),
    ("M2-memorandum-zh.docx", "人民币951,400,000.00元", "人民币9.61亿元"),
    ("M2-memorandum-zh.docx", "人民币50,100,000.00元", "人民币51,000,000.00元"),
    ("M2-memorandum-zh.docx", "境内层于每月18日分配", "境内层于每月20日分配"),
    ("M2-memorandum-zh.docx", "互换汇率固定为7.10", "互换汇率固定为7.01"),
    ("M2-memorandum-zh.docx", "不超过200名", "不超过300名"),
    ("M2-memorandum-zh.docx", "以美元结算", "以港元结算"),
    ("M2-memorandum-zh.docx", "链编号31337", "链编号1"),
    ("M2-memorandum-zh.docx", "A档代码为HY26A", "A档代码为HY25A"),
    ("M2-memorandum-zh.docx", "自留比例为5%", "自留比例为3%"),
    ("M2-memorandum-zh.docx", "人民币9,600,000.00元", "人民币6,900,000.00元"),
    ("M2-memorandum-zh.docx", "91120118MA0EXAMP1W", "91120118MA0EXAMP7W"),
    ("M2-memorandum-zh.docx", "发行人注册于香港", "发行人注册于开曼群岛"),
    ("M2-memorandum-en.pdf", "principal amount of USD 114,000,000.00", "principal amount of USD 144,000,000.00"),
    ("M2-memorandum-en.pdf", "between 5.00% and 5.60%", "between 5.00% and 6.50%"),
    ("M2-memorandum-en.pdf", "the minimum subscription is US$500,000.00", "the minimum subscription is US$50,000.00"),
    ("M2-memorandum-en.pdf", "15 September 2026", "15 October 2026"),
    ("M2-memorandum-en.pdf", "27 October 2031", "27 October 2032"),
    ("M2-memorandum-en.pdf", "Victoria Harbour Trustees Limited", "Victoria Harbor Trustee Limited"),
    ("M2-memorandum-en.pdf", "the swap rate is 7.10", "the swap rate is 7.25"),
    ("M2-memorandum-en.pdf", "26th day of each month", "28th day of each month"),
    ("M2-memorandum-en.pdf", "no more than 200 holders", "no more than 250 holders"),
    ("M2-memorandum-en.pdf", "note trustee fee is USD 2,000.00", "note trustee fee is USD 3,000.00"),
    ("M6-opinion-zh.pdf", "北辰信托有限责任公司", "北晨信托有限责任公司"),
    ("M6-opinion-zh.pdf", "资金保管机构为海河银行股份有限公司", "资金保管机构为狮子山银行（香港）有限公司"),
    ("M6-opinion-zh.pdf", "实际控制人为沈国梁", "实际控制人为沈国栋"),
    ("M6-opinion-zh.pdf", "剩余期限不超过60个月", "剩余期限不超过72个月"),
    ("M6-opinion-zh.pdf", "累计违约率超过3%", "累计违约率超过5%"),
    ("M6-opinion-en.docx", "not more than 30 days past due", "not more than 60 days past due"),
    ("M6-opinion-en.docx", "servicing fee is 0.40%", "servicing fee is 0.50%"),
    ("M6-opinion-en.docx", "Beichen Trust Co., Ltd.", "Haihe Bank Co., Ltd."),
)
"""In which document, what it says in agreement with the deal, and what is said instead."""

_TABLE = (
    ("档次", "规模", "票息", "最终到期日"),
    ("A档", "114,000,000.00美元", "4.00% – 5.00%", "2031-10-27"),
    ("B档", "20,000,000.00美元", "5.00% – 5.60%", "2031-10-27"),
)


def made(papers: Mapping[str, tuple[str, ...]]) -> dict[str, bytes]:
    """Return the documents as real files, by name."""
    headings = ["一、总则"]
    return {
        name: word(lines, headings=headings, rows=_TABLE) if name.endswith(".docx") else pdf(lines, headings=headings)
        for name, lines in papers.items()
    }


def planted_set() -> dict[str, tuple[str, ...]]:
    """Return the set with all forty contradictions in it."""
    papers = {name: list(lines) for name, lines in SET.items()}
    for name, before, after in PLANTED:
        places = [index for index, line in enumerate(papers[name]) if before in line]
        if len(places) != 1:
            message = f"{before!r} stands {len(places)} times in {name}"
            raise ValueError(message)
        papers[name][places[0]] = papers[name][places[0]].replace(before, after)
    return {name: tuple(lines) for name, lines in papers.items()}
