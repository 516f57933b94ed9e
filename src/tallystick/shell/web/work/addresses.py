"""Addresses of the pages of work."""

from django.urls import path

from tallystick.shell.web.work import deals, desk, interview, plans, runs
from tallystick.shell.web.work.editor import pages as editor
from tallystick.shell.web.work.review import after, elsewhere, look, packages, papers, reruns, rounds, versions

__all__ = ["urlpatterns"]

urlpatterns = [
    path("deals/", deals.deals, name="deals"),
    path("deals/+begin/", editor.begun, name="deal-begin"),
    path("deals/<slug:deal>/edit/<slug:step>/", editor.step, name="deal-step"),
    path("deals/<slug:deal>/edit/<slug:step>/items/", editor.items, name="deal-items"),
    path("deals/<slug:deal>/edit/<slug:step>/news/", editor.news, name="deal-news"),
    path("deals/<slug:deal>/runs/", runs.runs, name="deal-runs"),
    path("deals/<slug:deal>/runs/<int:job>/end/", runs.end, name="deal-run-end"),
    path("deals/<slug:deal>/runs/<int:job>/files/<path:name>", runs.left, name="deal-run-file"),
    path("deals/<slug:deal>/hand-in/", editor.handed_in, name="deal-hand-in"),
    path("deals/<slug:deal>/files/", editor.files, name="deal-files"),
    path("deals/<slug:deal>/", deals.deal, name="deal"),
    path("deals/<slug:deal>/law/", deals.law, name="deal-law"),
    path("deals/<slug:deal>/pool/", deals.pool, name="deal-pool"),
    path("deals/<slug:deal>/materials/", deals.materials, name="deal-materials"),
    path("deals/<slug:deal>/questions/", interview.questions, name="deal-questions"),
    path("deals/<slug:deal>/questions/<str:question>/", interview.question, name="deal-question"),
    path("deals/<slug:deal>/preview/", deals.preview, name="deal-preview"),
    path("deals/<slug:deal>/package/", plans.package, name="deal-package"),
    path("deals/<slug:deal>/package/<slug:plan>.zip", packages.archive, name="deal-archive"),
    path("deals/<slug:deal>/package/<slug:plan>/submit/", plans.submit, name="deal-submit"),
    path("deals/<slug:deal>/revisions/", deals.revisions, name="deal-revisions"),
    path("deals/<slug:deal>/versions/", versions.deal_versions, name="deal-versions"),
    path("deals/<slug:deal>/versions/<slug:language>.<slug:form>", versions.deal_redline, name="deal-redline"),
    path("deals/<slug:deal>/own/", reruns.deal_reruns, name="deal-own"),
    path("deals/<slug:deal>/own/<int:job>/<path:name>", reruns.deal_file, name="deal-own-file"),
    path("deals/<slug:deal>/after/", after.after, name="deal-after"),
    path("deals/<slug:deal>/after/tell/", after.tell, name="deal-tell"),
    path("acts/", plans.plans, name="plans"),
    path("acts/<slug:plan>/", plans.plan, name="plan"),
    path("acts/<slug:plan>/papers/<slug:sha256>", papers.plan_paper, name="plan-paper"),
    path("acts/<slug:plan>/approve/", plans.approve, name="approve"),
    path("acts/<slug:plan>/withdraw/", plans.withdraw, name="withdraw"),
    path("desk/", desk.desk, name="desk"),
    path("desk/+duties/", after.duties, name="duties"),
    path("desk/<slug:filing>/", desk.filing, name="desk-filing"),
    path("desk/<slug:filing>/law/", desk.law, name="desk-law"),
    path("desk/<slug:filing>/versions/", versions.filing_versions, name="filing-versions"),
    path("desk/<slug:filing>/versions/<slug:language>.<slug:form>", versions.filing_redline, name="filing-redline"),
    path("desk/<slug:filing>/files/<path:path>", desk.file, name="desk-file"),
    path("desk/<slug:filing>/rounds/", rounds.rounds, name="rounds"),
    path("desk/<slug:filing>/rounds/news/", rounds.news, name="rounds-news"),
    path("desk/<slug:filing>/rounds/hand-in/", rounds.hand_in, name="rounds-hand-in"),
    path("desk/<slug:filing>/rounds/<int:number>/<slug:point>/", rounds.field, name="round-field"),
    path("desk/<slug:filing>/payers/", look.look, name="look"),
    path("desk/<slug:filing>/payers/<path:payer>/", look.payer, name="look-payer"),
    path("desk/<slug:filing>/loans/<path:asset>/", look.loan, name="look-loan"),
    path("desk/<slug:filing>/own/", reruns.filing_reruns, name="filing-own"),
    path("desk/<slug:filing>/own/<int:job>/<path:name>", reruns.filing_file, name="filing-own-file"),
    path("desk/<slug:filing>/others/", elsewhere.others, name="others"),
    path("desk/<slug:filing>/papers/<slug:sha256>", papers.paper, name="desk-paper"),
    path("desk/<slug:filing>/record/", desk.record, name="desk-record"),
    path("desk/<slug:filing>/<slug:event>/", desk.act, name="desk-act"),
]
