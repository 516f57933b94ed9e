"""Section C: the token issuance plan, from the classes down to who may hold them and how they are paid.

Waterfalls are printed step by step with the clause of the documents they stand for, in the order in which they
are carried out: what is printed is what runs.
Source: CSRC1-4c (代币发行方案).
"""

from collections.abc import Iterable, Iterator

from tallystick.deal.deal import Deal
from tallystick.deal.formulas.grammar import Formula
from tallystick.deal.liabilities.settlement import pays_on_ledger
from tallystick.deal.liabilities.steps import AlternativeWaterfall, Priority
from tallystick.deal.structure import ClassTerms, Fee, FiledRange, Hedge, Trigger, Vehicle
from tallystick.deal.tokens import TokenPlan
from tallystick.evidence.persons import Name
from tallystick.filing.report.content import Block, Cell, Items, Note, Paragraph, Section, Table
from tallystick.filing.report.filer import from_deal, largest_size, party_name
from tallystick.filing.report.forecast import BASE, balance_figure, dates_figure
from tallystick.filing.report.inputs import ScenarioInput
from tallystick.filing.report.wordings import (
    BLANK,
    both,
    cell,
    column,
    formula_name,
    full_amount,
    item_name,
    name_of,
    named_structure,
    owes_no_principal,
    place_name,
    said,
    stated_figure,
    words,
)
from tallystick.filing.screening import Screening, triggers_answered
from tallystick.units.money import Money
from tallystick.units.rates import Rate

__all__ = ["plan_section"]


def plan_section(deal: Deal, scenarios: tuple[ScenarioInput, ...], screening: Screening | None = None) -> Section:
    """Section C: classes, waterfalls, triggers, fees, tokens, retention, swap, eligibility, settlement, dates.

    Args:
        deal: as filed.
        scenarios: the base case among them, for its figures.
        screening: for what was answered about triggers.
    """
    parts: list[tuple[str, tuple[Block, ...]]] = [
        ("classes", tuple(_classes(deal, scenarios))),
        ("waterfall-onshore", _waterfall(deal, deal.structure.onshore)),
    ]
    if deal.structure.offshore is not None:
        parts.append(("waterfall-offshore", _waterfall(deal, deal.structure.offshore)))
    parts += [
        ("triggers", _triggers(deal, screening)),
        ("accounts", tuple(_accounts_and_fees(deal))),
        ("retention", _retention(deal)),
        ("hedge", _hedge(deal)),
    ]
    if deal.tokens is not None:
        parts += [
            ("tokens", _tokens(deal.tokens)),
            ("holders", _holders(deal.tokens)),
            ("roles", _roles(deal, deal.tokens)),
            ("dates", (dates_figure(deal, deal.tokens, scenarios),)),
        ]
    return Section(
        number="C",
        title=said("report.plan.title"),
        sections=tuple(
            Section(number=f"C.{index}", title=said(f"report.plan.{key}"), blocks=blocks)
            for index, (key, blocks) in enumerate(parts, start=1)
        ),
    )


def _classes(deal: Deal, scenarios: tuple[ScenarioInput, ...]) -> Iterator[Block]:
    yield _class_table("onshore", deal.structure.onshore)
    if deal.structure.offshore is not None:
        yield _class_table("offshore", deal.structure.offshore)
        yield Note(text=said("report.plan.sizes-note"))
    base = next((each for each in scenarios if each.id == BASE), None)
    for vehicle in () if base is None else base.vehicles:
        if base is not None and vehicle.periods:
            yield balance_figure(base, vehicle)


def _class_table(name: str, vehicle: Vehicle) -> Table:
    return Table(
        id=f"classes-{name}",
        caption=said(f"report.plan.classes-{name}"),
        columns=(
            column("report.column.class", width=4),
            column("report.column.size", numeric=True, width=5),
            column("report.column.coupon", numeric=True, width=4),
            column("report.column.daycount", width=3),
            column("report.column.ranking", width=3),
        ),
        rows=tuple(_class_row(f"structure.{name}.classes.{terms.id}", terms) for terms in vehicle.classes),
    )


def _class_row(path: str, terms: ClassTerms) -> tuple[Cell, ...]:
    subordinated = terms.subordinated == "yes"
    return (
        words(terms.name),
        full_amount(largest_size(terms), from_deal(f"{path}.size")),
        stated_figure(_coupon(terms), from_deal(f"{path}.coupon")),
        cell(str(terms.daycount)),
        words(said("report.ranking.subordinated" if subordinated else "report.ranking.senior")),
    )


def _coupon(terms: ClassTerms) -> str:
    if isinstance(terms.coupon, FiledRange):
        return " – ".join(map(str, terms.coupon.filed_range))
    return str(terms.coupon)


def _waterfall(deal: Deal, vehicle: Vehicle) -> tuple[Block, ...]:
    return (
        Paragraph(
            text=said(
                "report.plan.waterfall-introduction",
                day=vehicle.payment.day,
                calendar=said(f"report.calendar.{vehicle.payment.calendar}"),
            )
        ),
        Items(items=tuple((step.clause, _step(deal, vehicle, step)) for step in vehicle.priorities)),
        *(block for alternative in vehicle.waterfalls or () for block in _alternative(deal, vehicle, alternative)),
    )


def _alternative(deal: Deal, vehicle: Vehicle, alternative: AlternativeWaterfall) -> tuple[Block, ...]:
    """Return the steps that stand in place of the vehicle's own while a condition holds."""
    stated = said(
        "report.plan.waterfall-alternative",
        clause=alternative.clause,
        name=name_of(alternative.name),
        condition=formula_name(deal.structure, alternative.when),
    )
    steps = tuple((step.clause, _step(deal, vehicle, step)) for step in alternative.priorities)
    return Paragraph(text=stated), Items(items=steps)


def _step(deal: Deal, vehicle: Vehicle, step: Priority) -> Name:
    accounts = {account.id: name_of(account.name) for account in vehicle.accounts}
    accounts |= {facility.id: name_of(facility.name) for facility in vehicle.facilities or ()}
    source = accounts.get(step.source, both(step.source))
    said_step = said("report.step", text=name_of(step.text), account=source, pay=said(f"report.pay.{step.pay}"))
    if step.limit is not None:
        limit = step.limit
        most = full_amount(limit).text if isinstance(limit, Money) else formula_name(deal.structure, limit)
        said_step = said("report.step-limit", step=said_step, limit=most)
    if step.when is None:
        return said_step
    if isinstance(step.when, Formula):
        condition = said("report.when.formula", formula=formula_name(deal.structure, step.when))
        return said("report.step-when", step=said_step, when=condition)
    kind, name = next((key, value) for key, value in step.when.model_dump().items() if value is not None)
    triggers = {trigger.id: name_of(trigger.name) for trigger in deal.structure.triggers}
    classes = {terms.id: name_of(terms.name) for terms in vehicle.classes}
    return said(
        "report.step-when",
        step=said_step,
        when=said(f"report.when.{kind}", name=(triggers | classes).get(name, both(name))),
    )


def _triggers(deal: Deal, screening: Screening | None) -> tuple[Block, ...]:
    if not deal.structure.triggers:
        told = () if screening is None else triggers_answered(screening)
        stated = (said("report.plan.triggers-answered", question=fact.id, day=fact.as_of) for fact in told)
        return (Paragraph(text=said("report.plan.no-triggers")), *(Note(text=text) for text in stated))
    return (
        Table(
            id="triggers",
            caption=said("report.plan.triggers"),
            columns=(
                column("report.column.trigger", width=5),
                column("report.column.measure", width=4),
                column("report.column.line", numeric=True, width=2),
                column("report.column.curable", width=2),
            ),
            rows=tuple(_trigger(deal, index, each) for index, each in enumerate(deal.structure.triggers)),
        ),
        *_events(deal),
    )


def _events(deal: Deal) -> tuple[Block, ...]:
    """Say what the forecast assumes of events that are reported and not computed, where triggers read any."""
    if not any("event(" in str(each.measure) for each in deal.structure.triggers):
        return ()
    assumed = any(case.events for case in deal.assumptions.values())
    return (Note(text=said(f"report.plan.events-{'assumed' if assumed else 'none'}")),)


def _trigger(deal: Deal, index: int, trigger: Trigger) -> tuple[Cell, ...]:
    line = "–" if trigger.below is None else f"< {trigger.below}"
    line = line if trigger.above is None else f"> {trigger.above}"
    return (
        words(trigger.name),
        words(_measures().get(str(trigger.measure)) or formula_name(deal.structure, trigger.measure)),
        stated_figure(line, from_deal(f"structure.triggers[{index}]")),
        words(said("report.yes" if trigger.curable == "yes" else "report.no")),
    )


def _measures() -> dict[str, Name]:
    """Measures that have words of their own; any other is shown as its formula."""
    return {name: said(f"report.measure.{name}") for name in ("cumulative-default-share", "collateral-share")}


def _stated(amount: Money | Formula, path: str) -> Cell:
    """Return an amount in words, or the formula it comes from."""
    return full_amount(amount, from_deal(path)) if isinstance(amount, Money) else cell(str(amount), from_deal(path))


def _accounts_and_fees(deal: Deal) -> Iterator[Block]:
    vehicles = [("onshore", deal.structure.onshore)]
    if deal.structure.offshore is not None:
        vehicles.append(("offshore", deal.structure.offshore))
    for name, vehicle in vehicles:
        path = f"structure.{name}"
        yield Table(
            id=f"accounts-{name}",
            caption=said(f"report.plan.accounts-{name}"),
            columns=(
                column("report.column.account", width=4),
                column("report.column.receives", width=5),
                column("report.column.target", numeric=True, width=4),
            ),
            rows=tuple(
                (
                    words(account.name),
                    words(_received(deal, vehicle, account.receives)),
                    BLANK
                    if account.target is None
                    else _stated(account.target, f"{path}.accounts.{account.id}.target"),
                )
                for account in vehicle.accounts
            ),
        )
        yield Table(
            id=f"fees-{name}",
            caption=said(f"report.plan.fees-{name}"),
            columns=(
                column("report.column.fee", width=5),
                column("report.column.payee", width=4),
                column("report.column.rate-or-amount", numeric=True, width=3),
                column("report.column.fee-base", width=3),
                column("report.column.mark", width=1),
            ),
            rows=tuple(_fee(deal, f"{path}.fees.{fee.id}", fee) for fee in vehicle.fees),
        )


_NEVER = frozenset({"scheduled-principal", "prepaid-principal"})
"""What an account may be named to receive and rights that owe no principal never bring."""


def _received(deal: Deal, vehicle: Vehicle, items: tuple[str, ...]) -> Name:
    never = _NEVER if owes_no_principal(deal) else frozenset[str]()
    texts = [item_name(item, named_structure(deal), vehicle) for item in items if item not in never]
    if not texts:
        return both("–")
    return Name(zh="、".join(each.zh for each in texts), en=", ".join(each.en for each in texts))


def _fee(deal: Deal, path: str, fee: Fee) -> tuple[Cell, ...]:
    stated = _stated(fee.amount, path) if fee.amount is not None else stated_figure(str(fee.rate), from_deal(path))
    of_rights = "income" if owes_no_principal(deal) else "mixed"
    of = of_rights if fee.base == "interest" and deal.assets.income else fee.base
    return (
        words(fee.name),
        words(party_name(deal, fee.payee)),
        stated,
        words(said(f"report.fee-base.{of or 'fixed'}")),
        BLANK if fee.mark is None else cell(fee.mark),
    )


def _retention(deal: Deal) -> tuple[Block, ...]:
    if deal.retention is None:
        return (Paragraph(text=said("report.plan.no-retention")),)
    kept = said(
        "report.plan.retention-text",
        holder=party_name(deal, deal.retention.holder),
        form=name_of(deal.retention.form),
        share=deal.retention.share,
    )
    return (Paragraph(text=kept, source=from_deal("retention")),)


def _hedge(deal: Deal) -> tuple[Block, ...]:
    hedge: Hedge | None = None if deal.structure.offshore is None else deal.structure.offshore.hedge
    if hedge is None:
        return (Paragraph(text=said("report.plan.no-hedge")),)
    return (
        Paragraph(
            text=said(
                "report.plan.hedge-text" if hedge.kind == "currency-swap" else "report.plan.spot-text",
                counterparty=party_name(deal, hedge.counterparty),
                pay=hedge.pay.value,
                receive=hedge.receive.value,
                rate=_rate(hedge),
                classes=hedge.notional,
            ),
            source=from_deal("structure.offshore.hedge"),
        ),
        *((Note(text=said("report.plan.hedge-note")),) if hedge.kind == "currency-swap" else ()),
    )


def _rate(hedge: Hedge) -> str:
    """Return the rate as filed: at most nine decimals, all that the deal file can hold, and at least two."""
    digits = str(int(hedge.rate * 10**9)).rjust(10, "0")
    decimals = digits[-9:].rstrip("0").ljust(2, "0")
    return f"{digits[:-9]}.{decimals}"


def _tokens(plan: TokenPlan) -> tuple[Block, ...]:
    ledger = both(plan.ledger.kind) if plan.ledger.name is None else name_of(plan.ledger.name)
    return (
        Paragraph(
            text=said("report.plan.ledger-text", ledger=ledger, chain=str(plan.ledger.chain_id)),
            source=from_deal("tokens.ledger"),
        ),
        Table(
            id="tokens",
            caption=said("report.plan.tokens"),
            columns=(
                column("report.column.class", width=2),
                column("report.column.symbol", width=2),
                column("report.column.cap", numeric=True, width=5),
                column("report.column.denomination", numeric=True, width=4),
                column("report.column.minimum", numeric=True, width=4),
                column("report.column.lockup", numeric=True, width=2),
            ),
            rows=tuple(
                (
                    cell(name),
                    cell(token.symbol),
                    full_amount(token.cap, from_deal(f"tokens.classes.{name}.cap")),
                    full_amount(token.denomination, from_deal(f"tokens.classes.{name}.denomination")),
                    BLANK
                    if token.minimum_subscription is None
                    else full_amount(
                        token.minimum_subscription, from_deal(f"tokens.classes.{name}.minimum_subscription")
                    ),
                    stated_figure(str(token.lockup_days), from_deal(f"tokens.classes.{name}.lockup_days")),
                )
                for name, token in plan.classes.items()
            ),
        ),
        Note(text=said("report.plan.caps-note")),
        *_limits(plan),
    )


def _limits(plan: TokenPlan) -> Iterator[Block]:
    """Yield what tokens took over from, issue prices, least holdings, where they may rest; each where filed."""
    if plan.predecessor is not None:
        text = said("report.plan.predecessor-text", filing=both(plan.predecessor))
        yield Paragraph(text=text, source=from_deal("tokens.predecessor"))
    for name, token in plan.classes.items():
        if token.issue_price is not None:
            ends = " – ".join(str(Rate(per_annum=end)) for end in token.issue_price)
            text = said("report.plan.price-text", token_class=both(name), ends=both(ends))
            yield Paragraph(text=text, source=from_deal(f"tokens.classes.{name}.issue_price"))
        if token.minimum_holding is not None:
            text = said("report.plan.holding-text", token_class=both(name), amount=both(str(token.minimum_holding)))
            yield Paragraph(text=text, source=from_deal(f"tokens.classes.{name}.minimum_holding"))
    if plan.venues:
        yield Table(
            id="venues",
            caption=said("report.plan.venues"),
            columns=(column("report.column.name", width=5), column("report.column.address", width=8)),
            rows=tuple(
                (words(name_of(each.name)), cell(each.address, from_deal(f"tokens.venues.{number}.address")))
                for number, each in enumerate(plan.venues)
            ),
        )


def _places(codes: Iterable[str]) -> Name:
    named = [place_name(code) for code in codes]
    return Name(zh="、".join(name.zh for name in named), en=", ".join(name.en for name in named))


def _holders(plan: TokenPlan) -> tuple[Block, ...]:
    most = both("–") if plan.eligible.largest_number is None else both(str(plan.eligible.largest_number))
    rails = Name(
        zh="、".join(said(f"report.rail.{rail}").zh for rail in plan.settlement.rails),
        en=", ".join(said(f"report.rail.{rail}").en for rail in plan.settlement.rails),
    )
    return (
        Paragraph(
            text=said(
                "report.plan.eligible-text",
                text=name_of(plan.eligible.text),
                places=_places(plan.eligible.jurisdictions),
                most=most,
            ),
            source=from_deal("tokens.eligible"),
        ),
        Paragraph(
            text=said(f"report.plan.mainland-{'admitted' if 'CN' in plan.eligible.jurisdictions else 'excluded'}"),
            source=from_deal("tokens.eligible.jurisdictions"),
        ),
        Paragraph(
            text=said(
                "report.plan.settlement-text",
                rails=rails,
                assets=plan.settlement.assets,
                register=said(f"report.register.{plan.register_of_record}"),
            ),
            source=from_deal("tokens.settlement"),
        ),
        *_on_ledger(plan),
    )


def _on_ledger(plan: TokenPlan) -> tuple[Block, ...]:
    """What holders are paid in on the ledger, to the address; nothing where they are paid by bank alone."""
    asset = pays_on_ledger(plan)
    if asset is None:
        return ()
    told = {"asset": asset.asset, "address": asset.address, "decimals": str(asset.decimals)}
    text = said("report.plan.asset-text", **{name: both(each) for name, each in told.items()})
    return (Paragraph(text=text, source=from_deal("tokens.settlement.on_ledger")),)


def _roles(deal: Deal, plan: TokenPlan) -> tuple[Block, ...]:
    return (
        Table(
            id="roles",
            caption=said("report.plan.roles"),
            columns=(column("report.column.role", width=3), column("report.column.name", width=5)),
            rows=tuple(
                (words(said(f"report.role.{role}")), words(party_name(deal, party)))
                for role, party in plan.roles.items()
            ),
        ),
    )
