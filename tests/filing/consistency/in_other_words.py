"""A third measured set: documents of the ordinary deal in other words than the two before it.

Written before the rules were mended by what it showed: of its 25 contradictions the rules then found 6, and complained
of none of the 10 sentences that agree. Names are those of the files: Word and PDF, Chinese and English.
"""

from collections.abc import Mapping

__all__ = ["AGREE", "STRAY"]
STRAY: Mapping[str, tuple[str, ...]] = {
    "zh.docx": (
        "A档票据的发行面额合计为壹亿壹仟伍佰万美元。",
        "B档在境外的拟募集金额为2,100万美元。",
        "优先级份额由境外发行人以人民币9.415亿元认购。",
        "信托财产交付并设立的日期为2026年9月18日。",
        "入池租赁合同的承租人总计17,911户。",
        "资产池最大承租人占未偿本金的1.5%。",
        "前十大承租人合计占资产池未偿本金余额的5%。",
    ),
    "zh.pdf": (
        "A档代币的票息下限为3.50%，上限为5.00%。",
        "美元兑人民币按7.12锁定。",
        "沈国强先生系备案主体的实际控制人。",
        "付款代理人由青衣付款代理有限公司担任。",
        "代币持有人数目以二百二十名为限。",
        "境外付款日为每月28号。",
        "A档规模上限为114,000,000.00美元（约合人民币9.094亿元）。",
    ),
    "en.docx": (
        "The Class B Tokens have been capped at twenty-two million US dollars.",
        "Noteholders will receive payment on the 28th calendar day of every month.",
        "Lessees number 17,911.",
        "The largest lessee represents 1.2% of the pool by outstanding principal.",
        "Class A is limited to USD 114,000,000.00 (approximately CNY 720 million).",
    ),
    "en.pdf": (
        "The legal final maturity of both classes falls in October 2032.",
        "Hengyuan Leasing (Tianjin) Financial Co., Ltd. acts as servicer.",
        "The trust will be constituted on 22 September 2026.",
        "The annual fee of the account bank is 0.02% of the pool balance.",
        "The originator keeps 4% of the securitised exposure as a first-loss piece.",
        "At the cut-off date the leases had a weighted average interest rate of 8.55%.",
    ),
}
AGREE: Mapping[str, tuple[str, ...]] = {
    "zh.docx": (
        "A档规模上限为114,000,000.00美元（约合人民币8.094亿元）。",
        "优先级份额由境外发行人以人民币9.514亿元认购。",
        "承租人总计17,119户，租赁合同20,000笔。",
        "沈国梁先生系备案主体的实际控制人。",
        "最大承租人占未偿本金的18%。",
    ),
    "en.pdf": (
        "Class B is limited to USD 20,000,000.00 (approximately CNY 142 million).",
        "Lessees number 17,119.",
        "The trust will be constituted on 15 September 2026; first collections are due in October 2026.",
        "In 2025 the servicer's largest customer accounted for 3.4% of its new business.",
        "The aggregate of USD 134,000,000.00 corresponds to CNY 951,400,000.00 at the swap rate of 7.10.",
    ),
}
