"""Acts that wait: what waits for whom, one act in full, its approval with a second factor, and taking it back."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from tallystick.evidence.findings import Finding, finding
from tallystick.filing.states import Review, Standing
from tallystick.shell.operations.filing.review import review_of
from tallystick.shell.operations.people import plans as acts
from tallystick.shell.operations.people.deal_plans import for_package, for_submission, next_version
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.operations.ports.people.plans import Approval, Plan, PlanKind, PlanMovedError, PlanState
from tallystick.shell.operations.reviewing.second import View, give_view, outcomes
from tallystick.shell.web.people.factors import stepped_up
from tallystick.shell.web.people.rights import may
from tallystick.shell.web.portal import Asking, Portal
from tallystick.shell.web.work.deals import draft_of, sheet_page
from tallystick.shell.web.work.guarding import asked_by, entered, onshore, permitted, shown

__all__ = ["approve", "handed_on", "outcome", "package", "plan", "plans", "review_for", "submit", "withdraw"]

_MOST = 100
_LONGEST = 4_000
_FACTOR = "factor"
_OF_NO_REVIEW = frozenset(
    {
        *(PlanKind.ANSWER, PlanKind.PACKAGE, PlanKind.SUBMIT),
        *(PlanKind.CLOSE, PlanKind.WORDS, PlanKind.PERMIT, PlanKind.EXCHANGE, PlanKind.RECOUP),
    }
)
"""What is not held against the table of states of a filing when it is approved."""


@entered
@require_safe
def plans(request: Asking) -> HttpResponse:
    """Return what waits for oneself, and what one prepared or may see."""
    member = asked_by(request)
    every = [each for each in request.portal.work.plans() if may(member, "plan.see", each)][::-1]
    hidden = {each.id for each in every if each.unseen(member.id, every)}
    every = every[:_MOST]
    mine = [each for each in every if acts.awaits(each, member, review_for(request.portal, each))]
    rest = [each for each in every if each not in mine]
    return render(request, "work/plans.html", {"mine": mine, "rest": rest, "unseen": hidden})


@entered
@require_safe
def plan(request: Asking, plan: str) -> HttpResponse:
    """Return one act in full, as it will be signed."""
    return _page(request, _of(request, plan), refused=() if request.GET.get(_FACTOR) else None)


@entered
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: Asking, plan: str) -> HttpResponse:
    """Approve an act, with a second factor shown for it; whoever opens this address is led to the act."""
    found = _of(request, plan)
    if request.method != "POST":
        return redirect("plan", plan)
    refused = _approved_by(request, found)
    if refused is None:
        return redirect("plan", plan)
    return _page(request, found, refused=refused)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: Asking, plan: str) -> HttpResponse:
    """Give one's own outcome as the second of two, before the first's is shown."""
    found, member, portal, post = _of(request, plan), asked_by(request), request.portal, request.POST
    review = review_for(portal, found)
    if request.method != "POST" or review is None:
        return redirect("plan", plan)
    refused = acts.refusal(found, member, _members(portal, found.signers), review)
    if refused is not None:
        return _page(request, found, refused=(refused,))
    given = View(event=post.get("event", ""), standing=post.get("standing", ""), reason=_told(post.get("reason", "")))
    if not found.unseen(member.id, portal.work.plans(subject=found.subject)):
        return redirect("plan", plan)
    if given.event not in outcomes(review) or given.standing not in {*Standing} or not given.reason:
        return _page(request, found, refused=(finding("filing.view-partial", filing=found.subject),))
    try:
        give_view(portal.work, found, member.id, given, at=portal.now())
    except PlanMovedError as error:
        return _page(request, found, refused=(error.finding,))
    return redirect("plan", plan)


def _told(reason: str) -> str:
    return reason.strip()[:_LONGEST]


@entered
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Asking, plan: str) -> HttpResponse:
    """Take an act back that still waits, likewise."""
    found = _of(request, plan)
    if request.method != "POST":
        return redirect("plan", plan)
    try:
        acts.withdraw(request.portal.work, found, asked_by(request), at=request.portal.now())
    except PlanMovedError as error:
        return _page(request, found, refused=(error.finding,))
    return redirect("plan", plan)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def package(request: Asking, deal: str) -> HttpResponse:
    """Return the packages of a deal, and ask for one of the folder as it is."""
    draft = draft_of(request, deal)
    context, _ = sheet_page(request, draft, "package")
    if request.method != "POST":
        return render(request, "work/package.html", context)
    permitted(request, "deal.edit", draft)
    version = next_version(request.portal.register.evidence.journal, deal)
    outcome = for_package(draft, by=asked_by(request), version=version, at=request.portal.now())
    if outcome.value is None:
        return render(request, "work/package.html", {**context, "wrong": outcome.findings}, status=400)
    request.portal.work.prepare(outcome.value)
    return redirect("deal-package", deal)


@onshore
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Asking, deal: str, plan: str) -> HttpResponse:
    """Prepare the submission of a package, for somebody else of the house to approve."""
    draft, made = draft_of(request, deal), request.portal.work.plan(plan)
    if request.method != "POST":
        return redirect("deal-package", deal)
    permitted(request, "deal.edit", draft)
    if made is None:
        raise Http404
    outcome = for_submission(draft, made, by=asked_by(request), at=request.portal.now())
    if outcome.value is None:
        context, _ = sheet_page(request, draft, "package")
        return render(request, "work/package.html", {**context, "wrong": outcome.findings}, status=400)
    return redirect("plan", request.portal.work.prepare(outcome.value).id)


def _approved_by(request: Asking, plan: Plan) -> tuple[Finding, ...] | None:
    """Approve a plan for who asks; return why it was not, and None where it was. Without a second factor it is not."""
    member, portal = asked_by(request), request.portal
    before = _members(portal, plan.signers)
    review = review_for(portal, plan)
    refused = acts.refusal(plan, member, before, review, portal.work.plans(subject=plan.subject))
    if refused is not None:
        return (refused,)
    factor = stepped_up(request)
    if not factor:
        return ()
    approval = Approval(person=member.id, at=portal.now().replace(microsecond=0), factor=factor)
    try:
        late = acts.approve(portal.work, plan, member, before=before, review=review, approval=approval)
    except PlanMovedError as error:
        return (error.finding,)
    return None if late is None else (late,)


def handed_on(request: Asking, plan: Plan) -> HttpResponse:
    """Approve a plan for who prepared it and lead to it; its page says where no second factor was shown."""
    refused = _approved_by(request, plan)
    told = f"?{urlencode({_FACTOR: 'missing'})}" if refused == () else ""
    return redirect(reverse("plan", args=[plan.id]) + told)


def review_for(portal: Portal, plan: Plan) -> Review | None:
    """Return where the filing of a plan stands; None for a plan about a deal, or about an issue."""
    if plan.kind in _OF_NO_REVIEW:
        return None
    return review_of(portal.register.evidence, plan.subject)


def _members(portal: Portal, people: tuple[str, ...]) -> tuple[Member, ...]:
    return tuple(each for person in people if (each := portal.accounts.member(person)) is not None)


def _of(request: Asking, plan: str) -> Plan:
    found = request.portal.work.plan(plan)
    shown(request, "plan.see", found)
    if found is None:
        raise Http404
    return found


def _submitted(request: Asking, plan: Plan) -> dict[str, object]:
    """Return whose deal a submission is of, and the package that would be submitted, to whoever may look at them."""
    work = request.portal.work
    draft = work.draft(str(plan.said["deal"])) if plan.kind is PlanKind.SUBMIT else None
    if draft is None or not may(request.member, "deal.see", draft):
        return {}
    manifest = plan.said.get("manifest")
    made = (each for each in work.plans(subject=draft.deal) if each.made.get("manifest") == manifest)
    return {"draft": draft, "sealed": next(made, None)}


def _page(request: Asking, plan: Plan, refused: tuple[Finding, ...] | None = None) -> HttpResponse:
    """Return the page of a plan; `refused` is empty where only the second factor was missing or wrong."""
    member, portal = asked_by(request), request.portal
    review = review_for(portal, plan)
    before = _members(portal, plan.signers)
    why = acts.refusal(plan, member, before, review)
    about = portal.work.plans(subject=plan.subject)
    hidden, views = plan.unseen(member.id, about), plan.views(about)
    context = {
        "plan": plan,
        "unseen": {plan.id} if hidden else set(),
        "hidden": hidden,
        "views": () if hidden else views,
        "agreed": bool(views) and plan.state is not PlanState.REFUSED,
        "choices": outcomes(review) if hidden and review is not None and why is None else (),
        **_submitted(request, plan),
        "author": portal.accounts.member(plan.prepared_by),
        "signed": [(each, portal.accounts.member(each.person)) for each in plan.approvals],
        "named": [portal.accounts.member(each) for each in plan.people],
        "left": plan.persons - len(plan.approvals),
        "mine": why is None and not hidden,
        "why": why if plan.state is PlanState.WAITING and member.id not in plan.signers else None,
        "given": request.POST if request.method == "POST" else {},
        "own": plan.prepared_by == member.id and plan.state is PlanState.WAITING,
        "said": [(key, value) for key, value in plan.said.items() if value not in ("", [], {})],
        "factor": refused == () and why is None,
        "findings": refused or (),
    }
    return render(
        request, "work/plan.html", context, status=400 if refused is not None and request.method == "POST" else 200
    )
