"""A fourth measured set: terms of the ordinary deal as lawyers put them, by file of a Word and a PDF set.

Of the 30 sentences of `STRAY` the rules found 5 before they were mended by what it showed, and complained of 2 of the
20 of `CLEAN`. `UNSEEN` was written at the same time and run only afterwards: 9 of its 10 were found. The two lots of
`FRESH` were written later, each run once before anything was mended by it: 3 of 11, then 6 of 10 were found, and 1 of
the 10 sentences that agree was complained of. What `FRESH` still misses says how much is left to a person's reading.
"""

from collections.abc import Mapping

__all__ = ["CLEAN", "FRESH", "STRAY", "UNSEEN"]

STRAY: Mapping[str, tuple[str, ...]] = {
    "zh.docx": (
        "A档代币的发行规模拟定为一点二亿美元。",
        "B档票据所募款项为2500万美金。",
        "各档代币将于2032年10月到期。",
        "备案主体承诺持有其中三分之一的风险自留份额。",
        "资产服务机构每年按资产池余额收取0.6％的服务报酬。",
        "A档票面利率介于4%至6%之间。",
        "持有人自取得代币之日起半年内不得转让，即锁定期为半年。",
        "代币产品期限为七年期。",
    ),
    "zh.pdf": (
        "信托已于2026年9月中旬以前即2026.09.05设立。",
        "本信托的封包日确定为2026年7月末。",
        "次级份额约占信托份额的十分之一。",
        "境外票据按季度付息，每个季度支付一次。",
        "受托报酬为每年千分之一。",
        "累计违约率触及百分之四点五时，启动加速清偿。",
        "A档票息上浮至六百个基点。",
    ),
    "en.docx": (
        "The Class A Notes represent USD 120 million of the financing.",
        "The Class A Tokens will be issued in the sum of 124,000,000 US dollars.",
        "The servicer earns 0.6 % of the pool balance a year.",
        "The tokens fall due in October 2032.",
        "The originator retains one tenth of the economic exposure.",
        "The Class B Notes carry interest at six and a half per cent per annum.",
        "Holders may not transfer during a lock-up of half a year.",
        "The notes have a seven-year tenor.",
    ),
    "en.pdf": (
        "The trust is settled on the 22nd day of September 2026.",
        "The cut-off date is the thirty-first of July 2026.",
        "Class B is sized at $25 million.",
        "The Class A coupon is set in a 4-6% band.",
        "Interest on the tokens is payable quarterly.",
        "The trustee of the property-rights trust is paid ten basis points a year as its trustee fee.",
        "The senior units amount to RMB 0.96 billion.",
    ),
}
"""Thirty sentences that contradict the deal."""

CLEAN: Mapping[str, tuple[str, ...]] = {
    "zh.docx": (
        "A档代币的发行规模拟定为一点一四亿美元。",
        "各档代币将于2031年10月到期。",
        "备案主体持有不低于二十分之一的风险自留份额。",
        "A档票面利率介于4%至5%之间。",
        "备案主体须在每季度结束后十五日内向受托人报送财务报表。",
        "持有人会议的决议须经所持代币三分之二以上表决权通过。",
    ),
    "zh.pdf": (
        "代币发行期限届满前半年内，发行人可以更新本备忘录。",
        "如指数利率上调一百个基点，A档价格的变动不超过百分之二。",
        "备案主体2025年度营业收入为九点六亿元，较2024年增长约三分之一。",
        "律师费用由备案主体承担，按小时以美元结算。",
        "境内备案主体于2025年10月完成股份制改造。",
        "A档投资者收到首期利息后，可于2026年11月起转让。",
        "保管银行按季度向受托人提供对账单。",
        "经三分之二以上董事同意，可以更换资产服务机构。",
        "自设立之日起半年内完成信托登记的变更。",
    ),
    "en.docx": (
        "The Class A Notes represent USD 114 million of the financing.",
        "The servicer earns 0.40 % of the pool balance a year.",
        "The tokens fall due in October 2031.",
        "The originator retains one twentieth of the economic exposure.",
        "An extraordinary resolution needs two thirds of the votes cast.",
    ),
    "en.pdf": (
        "The trust is settled on the 15th day of September 2026.",
        "The Class A coupon is set in a 4-5% band.",
        "The servicer delivers its accounts quarterly.",
        "The filer raised USD 50 million of bank loans in March 2025.",
        "Class A investors will be told within ten business days of each payment date.",
        "The auditor reports half-yearly on the collection account.",
        "One third of the directors of the issuer are independent.",
        "The servicer may charge lessees a late fee of fifty basis points a month.",
        "A one-year extension of the servicer's mandate needs the trustee's consent.",
        "A fall of 50 basis points in prepayment speed lengthens the average life by a month.",
    ),
}
"""Thirty sentences that agree with the deal or speak of something else."""

UNSEEN: Mapping[str, tuple[str, ...]] = {
    "zh.docx": (
        "B档代币发行金额约为零点二四亿美元。",
        "境外发行人于2032年10月内清偿全部票据的本金，票据到期日为2032年10月。",
        "保管费按万分之三的年费率计提。",
    ),
    "zh.pdf": (
        "货币互换的固定汇率为七点三。",
        "A档代币最低认购金额为二十万美金。",
    ),
    "en.docx": (
        "The Class B Notes raise 22 million dollars.",
        "The originator keeps a tenth of the risk.",
        "The legal final maturity is in December 2031.",
    ),
    "en.pdf": (
        "The Class A Notes yield between five and six per cent a year.",
        "The custodian is paid three basis points a year as account bank fee.",
    ),
}
"""Ten more that contradict it."""

FRESH: Mapping[str, tuple[str, ...]] = {
    "zh.docx": (
        "境外两档代币募集总额为一亿五千万美元。",
        "B档的利率每年固定为七厘。",
        "全部票据应于二〇三三年一月以前到期偿还，最终到期日为二〇三三年一月。",
        "持有人自交割起九十日的锁定期内不得出售代币。",
        "发行人拟以A档票据募集美元一亿三千万元。",
        "境外票据最迟应在2033年底前偿清，法定到期日落在2033年10月。",
        "保管银行的年度报酬约为资产池余额的万分之五。",
    ),
    "zh.pdf": (
        "票据受托人每期收取3,000美元的受托费用。",
        "互换按一美元兑六点九元人民币结算，互换汇率不变。",
        "自留部分不少于全部风险的十分之一。",
        "资产池截至基准日有一万九千笔租赁合同。",
    ),
    "en.docx": (
        "Up to USD 0.12 billion of Class A Notes may be placed.",
        "The servicing fee accrues at a rate of sixty basis points per annum.",
        "The Issuer pays noteholders on the twentieth of each month.",
        "Tranche A is priced to pay a fixed coupon of five and a half per cent.",
        "The swap bank will deliver one US dollar for every 7.35 renminbi under the swap.",
        "The deal closes on the first day of October 2026, the closing date.",
    ),
    "en.pdf": (
        "Investors must commit no less than $100,000, the minimum subscription for Class A.",
        "Subordinated units account for eight per cent of the trust.",
        "Token holders will be repaid no later than the legal final maturity in January 2034.",
        "A lock-up of three months applies to the Class A Tokens.",
    ),
}
"""Twenty-one more that contradict it, in two lots."""
