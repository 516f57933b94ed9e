"""The report says only what follows from the deal, the answers, the materials and the run."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

from tallystick.deal.assets import Assumptions, Layer
from tallystick.deal.deal import Deal, FolderDocument
from tallystick.deal.parsing import parse_deal
from tallystick.deal.parties import Bilingual, Undertaking
from tallystick.evidence.canonical import canonical
from tallystick.evidence.persons import Name
from tallystick.filing.consistency.answers import check_answers
from tallystick.filing.gathering import income_input, layer_inputs
from tallystick.filing.materials import materials
from tallystick.filing.report.cases.assumed import assumptions_table
from tallystick.filing.report.content import Paragraph, Report, Table, as_plain
from tallystick.filing.report.grounds.called import Called
from tallystick.filing.report.inputs import IncomePoolInput, PayerInput, RegisterInput
from tallystick.filing.report.report import build_report
from tallystick.filing.report.wordings import both, either, item_name, named_structure
from tallystick.filing.screening import Screening, Status
from tallystick.law.explanations import Ground
from tallystick.law.expressions.weighing import Trace
from tallystick.law.facts import Evidence, Fact, Subject
from tallystick.law.reading import standing_books
from tallystick.law.values import Truth
from tallystick.tape.payer_list import PayerRow
from tallystick.units.money import Currency, Money
from tests.filing.stand_in import FOLDER, deal, inputs, pool, report


def _table(made: Report, name: str) -> Table:
    return next(block for block in made.blocks() if isinstance(block, Table) and block.id == name)


@cache
def _piles() -> Deal:
    """A pool of rights to income: no principal, no subordinated class, a stress of income."""
    parsed, _, found = parse_deal((FOLDER.parent / "charging-piles" / "deal.yaml").read_bytes())
    assert parsed is not None, found
    return parsed


def _said_of_risks(of: Deal) -> str:
    told = next(each for each in build_report(of, inputs()).walk() if each.number == "E")
    texts = [block.text.en for each in told.sections for block in each.blocks if isinstance(block, Paragraph)]
    return " ".join(texts)


def test_the_risks_promise_only_the_protection_that_the_deal_has() -> None:
    structure = deal().structure
    assert "fall first on the subordinated interest and the reserves" in _said_of_risks(deal())
    bare = [
        None
        if vehicle is None
        else vehicle.model_copy(
            update={
                "accounts": tuple(each.model_copy(update={"target": None}) for each in vehicle.accounts),
                "classes": tuple(each.model_copy(update={"subordinated": "no"}) for each in vehicle.classes),
            }
        )
        for vehicle in (structure.onshore, structure.offshore)
    ]
    without = deal().model_copy(
        update={"structure": structure.model_copy(update={"onshore": bare[0], "offshore": bare[1]})}
    )
    assert "neither subordinated interest nor reserve" in _said_of_risks(without)


def test_rights_that_owe_no_principal_are_not_prepaid_and_bear_no_interest() -> None:
    assert "Prepayment repays classes" in _said_of_risks(deal())
    assert "Prepayment repays classes" not in _said_of_risks(_piles())
    for of, name in ((deal(), "interest"), (_piles(), "income of the rights")):
        structure = named_structure(of)
        assert item_name("interest", structure, structure.onshore).en == name


def test_every_assumption_that_a_stress_changes_is_listed() -> None:
    def listed(of: Deal) -> list[list[str]]:
        (table,) = (
            each for each in build_report(of, inputs()).blocks() if isinstance(each, Table) and each.id == "assumptions"
        )
        return [[cell.text.en for cell in row] for row in table.rows]

    assert ["Stress: income, of what is forecast", "–", "80.00%"] in listed(_piles())
    assert not [row for row in listed(deal()) if row[0].startswith("Stress")]


def _receivables() -> Deal:
    parsed, _, found = parse_deal((FOLDER.parent / "trade-receivables" / "deal.yaml").read_bytes())
    assert parsed is not None, found
    return parsed


def test_arrears_and_what_is_assumed_of_some_payers_only_are_listed() -> None:
    rows = {row[0].text.en: row[2].text for row in assumptions_table(_receivables()).rows}
    assert rows["Falling behind"].en.startswith("10% miss a payment; by payments missed 30% / 50% / 80% roll on")
    assert rows["Otherwise for some assets"].zh == "按付款人列明的2项：违约：MDR 1.00%"
    assert "factoring" not in str(list(rows.values())[-2])


def test_the_payers_of_a_layer_below_are_told_as_the_law_counts_them() -> None:
    def owes(layer: str, payer: str, minor: int) -> PayerRow:
        unpaid = Money(minor=minor, currency=Currency.CNY)
        return PayerRow(layer=layer, payer=payer, group=payer, unpaid=unpaid, marks=())

    rows = (owes("", "a", 900), owes("", "b", 100), owes("factoring-pool", "b", 60), owes("factoring-pool", "c", 40))
    given = _receivables()
    found = income_input(given, rows, list_sha256="c" * 64)
    layers = layer_inputs(rows, given.assets.layer_ids, list_sha256="c" * 64)
    made = build_report(given, replace(inputs(), pool=replace(found, layers=layers)))
    said = [block.text.en for block in made.blocks() if isinstance(block, Paragraph)]
    (told,) = [each for each in said if each.startswith("In layer")]
    assert told.startswith(
        "In layer 1 (trade receivables) below the pool the list names 2 payers; the largest provides 16"
    )
    assert "material payers in it: 1" in told


def test_events_calls_paths_and_conventions_that_a_case_assumes_are_listed() -> None:
    case = {
        "prepayment": {"kind": "cpr", "rate": "0%"},
        "prices": {"usd": ["7.10", "7.2"]},
        "events": {"concession-lost": "2027-03"},
        "calls": ["clean-up"],
        "recovery_timing": ["60%", "40%"],
        "advances": {"stop_after": "3"},
        "conventions": {},
    }
    given = _receivables().model_copy(update={"assumptions": {"base": Assumptions.model_validate(case)}})
    rows = {row[0].text.en: row[1].text.en for row in assumptions_table(given).rows}
    assert rows["Paths of rates, prices and exchange rates"] == "usd 7.1000 … 7.2000 (2)"
    assert rows["Events assumed to occur"] == "the toll concession is lost (from 2027-03)"
    assert rows["Calls assumed to be exercised"] == "clean-up"
    assert rows["Recoveries spread over months"] == "60%, 40%"
    assert rows["Advances"] == "until 3 payments are missed"
    assert rows["Conventions"] == "as the deal file states"


def test_every_class_of_assets_in_the_pool_is_named() -> None:
    made = build_report(_receivables(), inputs())
    assert ["Class of underlying assets", "trade receivables, toll income of roads"] in [
        [cell.text.en for cell in row] for row in _table(made, "overview").rows
    ]


def test_a_pool_of_claims_and_rights_tells_the_principal_of_its_lines_and_calls_no_toll_interest() -> None:
    given = _receivables()
    found = replace(income_input(given), lines=Money.parse("99400000.00 CNY"), lines_sha256="d" * 64)
    made = build_report(given, replace(inputs(), pool=found))
    overview = {row[0].text.en: row[1].text.en for row in _table(made, "overview").rows}
    assert overview["Principal of the representative lines"] == "CNY 99,400,000.00"
    assert _table(made, "fees-onshore").rows[0][3].text.en == "interest and income of the rights collected"
    assert item_name("interest", named_structure(given), given.structure.onshore).zh == "利息与收益权收入"


def test_where_no_defaults_are_assumed_there_is_no_break_even_of_them() -> None:
    given = inputs()
    none = tuple(
        replace(each, break_even=tuple(replace(one, defaulted=Fraction(0)) for one in each.break_even))
        for each in given.scenarios
    )
    assert "break-even" in {block.id for block in build_report(deal(), given).blocks() if isinstance(block, Table)}
    made = build_report(deal(), replace(given, scenarios=none))
    assert "break-even" not in {block.id for block in made.blocks() if isinstance(block, Table)}
    assert "assume no defaults" in _plain(made)


def _plain(made: Report) -> str:
    return canonical(as_plain(made)).decode()


def test_nothing_is_said_of_payers_that_the_list_does_not_show() -> None:
    listed = PayerInput(rank=1, own=Fraction(1, 2), with_affiliates=Fraction(1, 2))
    rights = IncomePoolInput(
        cutoff=_piles().assets.cutoff,
        rights=(),
        income=Money.parse("100000000.00 CNY"),
        list_sha256="c" * 64,
        obligors=296,
        payers=(listed,),
    )
    plain = _plain(build_report(_piles(), replace(inputs(), pool=rights)))
    assert "The list of payers has 296" in plain
    assert "not on the list" not in plain.replace("whoever is not on it", "")
    assert "零散客户" not in plain


def _answering(rule: str, question: str, *, value: bool) -> Screening:
    """The screening with one rule that reads a person's answer."""
    fact = Fact(
        id=question,
        subject=Subject(kind="deal"),
        value=value,
        evidence=(Evidence(kind="contract", reference="documents/x.md", sha256="d" * 64, date=date(2026, 8, 20)),),
        as_of=date(2026, 8, 25),
        provider="person",
        by=("shen-yilan", "luo-jingxing"),
    )
    (declared,) = (
        each
        for book in standing_books()
        for each in [book.vocabulary.declarations.get(question)]
        if each is not None and book.id == each.book
    )
    leaf = Trace(
        operator="fact",
        stated=Truth.of(value),
        supported=Truth.of(value),
        declaration=declared,
        subject=fact.subject,
        facts=(fact,),
    )
    whole = inputs().screening
    every = (*whole.bars, *whole.negative_list, *whole.warnings, *whole.others)
    one = next(each for each in every if each.result.rule.id == rule)
    answered = replace(
        one, status=Status.CLEARED, result=replace(one.result, truth=Truth.FALSE, applies=None, trace=leaf)
    )
    bars = tuple(answered if each.result.rule.id == rule else each for each in whole.bars)
    return replace(whole, bars=bars, others=(*whole.others, *(() if answered in bars else (answered,))))


def test_what_was_answered_of_registrations_is_told_only_where_somebody_answered() -> None:
    asked = "是否存在查封、冻结、重复登记或未披露的共有人？"
    assert f"{asked}（P5.2）未作答。" in _plain(report())
    said = _plain(build_report(deal(), replace(inputs(), screening=_answering("CSRC1-3(5)", "P5.2", value=False))))
    assert "an undisclosed co-owner? (P5.2) Answered on 2026-08-25: no." in said
    assert "（P5.7）未作答。" in said


def test_a_deal_without_triggers_says_so_and_what_was_answered_otherwise() -> None:
    answers = _answering("SSE2-4.1.9", "SSE2-4.1.9", value=True)
    bare = deal().model_copy(update={"structure": deal().structure.model_copy(update={"triggers": ()})})
    said = _plain(build_report(bare, replace(inputs(), screening=answers)))
    assert "The deal file lists no triggers" in said
    assert "SSE2-4.1.9 was answered on 2026-08-25: there are credit triggers" in said
    (found,) = check_answers(bare, answers)
    assert (found.code, found.argument("question")) == ("filing.triggers-not-in-deal", "SSE2-4.1.9")
    assert not list(check_answers(deal(), answers))


def test_a_trigger_is_told_by_the_events_it_waits_for_and_what_the_forecast_assumes_of_them() -> None:
    said = _plain(build_report(_piles(), inputs()))
    assert "报告“丧失经营资质”或者报告“重大事故”或者" in said
    assert '\\"the permits to operate are lost\\" is reported or ' in said
    assert "event(" not in said
    assert "assume that no event of these" in said
    assert "assume that no event of these" not in _plain(report())


def test_payers_and_layers_are_never_called_by_their_ids() -> None:
    standing = standing_books()[0].vocabulary.declarations
    ground = Ground(
        declaration=standing["tape.payer_share"],
        subject=Subject(kind="underlying-payer", name="factoring/heng"),
        values=(Fraction(4, 25),),
        answer=both("16%"),
        persons=(),
        provider=both("tape"),
        days=(date(2026, 8, 31),),
        evidence=(),
    )
    listing = replace(
        ground,
        declaration=standing["deal.underlying_layers"],
        subject=Subject(kind="deal"),
        values=(("factoring", "loan"),),
    )
    layers = (Layer.model_validate({"id": "factoring", "class": "trade-receivable"}), "loan")
    given = deal().model_copy(update={"assets": deal().assets.model_copy(update={"layers": layers})})
    called = Called.of(given, pool(), [ground, listing])
    assert called.subject(ground.subject).en == "cash-flow provider of a layer below: no. 1"
    assert called.answer(listing).zh == "第1层（贸易应收账款）；第2层"
    assert called.subject(Subject(kind="payer", name="OB-700001")).en == "cash-flow provider: no. 1 by share"
    assert "nobody" not in called.subject(Subject(kind="payer", name="nobody")).en


def test_each_bar_shows_the_answer_its_persons_day_and_evidence() -> None:
    people = {"shen-yilan": Name(zh="沈一岚", en="Shen Yilan")}
    answers = _answering("CSRC1-3(5)", "P5.2", value=False)
    made = build_report(deal(), replace(inputs(), screening=answers, people=people))
    row = next(row for row in _table(made, "grounds-bars").rows if "P5.2" in row[0].text.en)
    assert row[1].text.zh == "否"
    assert row[2].text.en == "Shen Yilan; luo-jingxing, 2026-08-25"
    assert row[3].text.en == f"contract 2026-08-20 documents/x.md {'d' * 16}"
    assert row[4].text.en == "CSRC1-3(5)"


def test_materials_are_cited_only_where_they_are_there() -> None:
    there = FolderDocument(material="M6", file="opinion.md", name=Bilingual(zh="意见书", en="opinion"))
    bare = deal().model_copy(update={"documents": (), "not_applicable": {}})
    without = _plain(build_report(bare, replace(inputs(), materials=materials(bare))))
    opined = bare.model_copy(update={"documents": (there,)})
    with_opinion = _plain(build_report(opined, replace(inputs(), materials=materials(opined))))
    assert "the undertaking (material M3) is missing" in without
    assert "法律意见（M6）尚缺" in without
    assert "The legal opinion (M6) states the conclusions." in with_opinion
    assert "The legal opinion (M6) states the conclusions." not in without


def test_perfection_is_told_as_the_deal_file_has_it() -> None:
    assert "a perfection event debtors are told" not in _said_of_risks(_piles())
    assert "an earlier pledge over 38 stations" in _said_of_risks(_piles())
    bare = _piles().model_copy(update={"chain_of_title": ()})
    assert "does not say how the rights are perfected" in _said_of_risks(bare)


def test_what_is_promised_for_after_closing_is_told_with_who_promised_it_and_by_when() -> None:
    text = {"zh": "办理车辆抵押登记", "en": "registration of the mortgages"}
    promise = Undertaking.model_validate({"text": text, "by": "issuer", "due": "2026-11-30"})
    made = build_report(deal().model_copy(update={"undertakings": {"mortgages": promise}}), inputs())
    (row,) = _table(made, "undertakings").rows
    assert [each.text.en for each in row[:2]] == [text["en"], "Hengyuan (Hong Kong) 2026-1 Limited"]
    assert row[0].text.zh == text["zh"]
    assert "undertakings" not in {block.id for block in report().blocks() if isinstance(block, Table)}


def test_a_comparison_of_costs_is_announced_only_where_it_stands() -> None:
    classes, funding = (
        Table(id=f"analysis-{name}", caption=both("x"), columns=(), rows=()) for name in ("x", "funding")
    )
    for blocks, there in (((classes,), False), ((classes, funding), True)):
        made = build_report(deal(), replace(inputs(), analysis=blocks))
        section = next(each for each in made.walk() if each.number == "B.7")
        assert ("cost of funding" in section.title.en) is there
        assert ("domestic securitisation" in _plain(made)) is there


def test_what_is_unpaid_at_the_end_is_told_by_class_and_by_fee() -> None:
    base, *rest = inputs().scenarios
    paid = replace(base, unpaid=(), unpaid_fees=())
    owing = replace(
        base,
        unpaid=(("senior", Money.parse("7.00 CNY")), ("A", Money.parse("0.00 USD"))),
        unpaid_fees=(
            ("offshore", "registrar-fee", Money.parse("2000.00 USD")),
            ("onshore", "vat", Money.parse("0.00 CNY")),
        ),
    )
    made = build_report(deal(), replace(inputs(), scenarios=(owing,)))
    assert [[cell.text.en for cell in row[1:]] for row in _table(made, "unpaid").rows] == [
        ["senior units (principal and unpaid interest)", "CNY 7.00"],
        ["registrar fee", "USD 2,000.00"],
    ]
    assert [row[5].text.en for row in _table(made, "stress").rows] == ["0.00", "2.00"]
    assert "classes, taxes and fees are paid in full" in _plain(
        build_report(deal(), replace(inputs(), scenarios=(paid,)))
    )
    assert rest


def test_what_the_issuer_issues_is_held_by_its_holders() -> None:
    rows = _table(report(), "chain").rows
    assert rows[-1][2].text.en == "holders of the tokens that Hengyuan (Hong Kong) 2026-1 Limited issues"
    assert rows[-2][2].text.en == "Hengyuan (Hong Kong) 2026-1 Limited"
    untokened = _table(build_report(deal().model_copy(update={"tokens": None}), inputs()), "chain")
    assert untokened.rows[-1][2].text.zh == "票据持有人（衡远（香港）二零二六一号有限公司发行）"


def test_rights_are_called_by_their_names_and_receive_no_principal() -> None:
    right = income_input(_piles())
    assert [each.name.en for each in right.rights] == [
        "charging fees of enterprise customers",
        "charging fees of walk-in drivers",
    ]
    told = build_report(_piles(), inputs())
    assert "principal" not in _table(told, "accounts-onshore").rows[0][1].text.en
    assert _table(told, "fees-onshore").rows[0][3].text.en == "income of the rights collected"
    assert "scheduled principal" in _table(report(), "accounts-onshore").rows[1][1].text.en


def test_what_the_deal_file_says_in_both_languages_stands_in_both() -> None:
    rows = {row[0].text.en: row for row in _table(report(), "procedures").rows}
    assert rows["route across the border (XB-1)"][2].text.zh == "律师备忘录XB-1"
    assert either("memorandum") == both("memorandum")


def test_rights_are_assumed_to_stop_and_not_to_be_recovered_or_prepaid() -> None:
    told = [row[0].text.en for row in _table(build_report(_piles(), inputs()), "assumptions").rows]
    assert told == ["Rights that stop paying, nothing recovered", "Stress: income, of what is forecast", "Basis"]
    loans = [row[0].text.en for row in _table(report(), "assumptions").rows]
    assert loans[:4] == ["Prepayment", "Default", "Loss severity", "Recovery lag (months)"]


def test_the_largest_group_is_told_though_none_of_it_is_among_the_largest() -> None:
    made = _table(report(), "payers").rows[-1]
    assert made[0].text.en == "largest group of affiliates, 2 payers"
    assert made[2].text == _table(report(), "payers").rows[0][2].text
    assert made[3].text.en == "yes"
    alone = replace(pool(), group=None, material=0)
    rows = _table(build_report(deal(), replace(inputs(), pool=alone)), "payers").rows
    assert "group" not in rows[-1][0].text.en
    assert pool().material == 3


def test_files_that_hold_salts_are_not_named_by_digests_that_differ_everywhere() -> None:
    files = (("commitment.json", "commitments", "e" * 64), ("tape.csv", "tape", "f" * 64))
    made = build_report(deal(), replace(inputs(), package=replace(inputs().package, files=files)))
    assert "e" * 64 not in _plain(made)
    assert "f" * 64 in _plain(made)
    assert "（report-fields.json、field-commitments.json、commitment.json）" in _plain(made)
    assert "（report-fields.json、field-commitments.json）" in _plain(report())
    assert "report-fields.json, field-commitments.json)" in _plain(report())


def test_who_was_searched_is_called_as_the_deal_calls_them() -> None:
    shown = RegisterInput(
        file="registrations.csv",
        sha256="0" * 64,
        searches=(("衡远融资租赁（天津）有限公司", date(2026, 8, 25), "Q1"), ("城东银行", date(2026, 8, 25), "Q2")),
        registrations=(),
        left=0,
        ours=0,
        covered=0,
        others=0,
        disputed=0,
        unmatched=0,
        another_holds=False,
        by_asset=True,
    )
    said = _plain(build_report(deal(), replace(inputs(), register=shown)))
    assert "Hengyuan Financial Leasing (Tianjin) Co., Ltd., 2026-08-25, search certificate Q1." in said
    assert "城东银行, 2026-08-25, search certificate Q2." in said


def test_warnings_that_arise_are_set_off_from_the_others() -> None:
    first, *others = inputs().screening.warnings
    arising = replace(first, status=Status.MET, result=replace(first.result, truth=Truth.TRUE))
    calm = tuple(replace(each, result=replace(each.result, truth=Truth.FALSE)) for each in others)
    made = build_report(deal(), replace(inputs(), screening=replace(inputs().screening, warnings=(arising, *calm))))
    assert [row[3].text.en for row in _table(made, "rules-arising").rows] == ["arises"]
    rest = _table(made, "rules-warnings").rows
    assert len(rest) == len(calm)
    assert {row[3].text.en for row in rest} == {"does not arise"}
    assert "Warnings that arise: 1." in _plain(made)
    none = build_report(deal(), replace(inputs(), screening=replace(inputs().screening, warnings=calm)))
    assert "No warning was found to arise" in _plain(none)
