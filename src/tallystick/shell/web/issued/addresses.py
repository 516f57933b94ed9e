"""Addresses of the pages of issues and holdings."""

from django.urls import path

from tallystick.shell.web.issued import after, agents, holdings, months

__all__ = ["urlpatterns"]

urlpatterns = [
    path("issues/", agents.issues, name="issues"),
    path("issues/+duties/", after.duties, name="issue-duties"),
    path("issues/<slug:filing>/after/", after.after, name="issue-after"),
    path("issues/<slug:filing>/after/tell/", after.tell, name="issue-tell"),
    path("issues/<slug:filing>/", agents.issue, name="issue"),
    path("issues/<slug:filing>/papers/", agents.papers, name="issue-papers"),
    path("issues/<slug:filing>/ledger/", agents.ledger, name="issue-ledger"),
    path("issues/<slug:filing>/close/", months.close, name="issue-close"),
    path("issues/<slug:filing>/months/<str:period>/", months.month, name="issue-month"),
    path("issues/<slug:filing>/months/<str:period>/excess/", months.excess, name="issue-excess"),
    path("issues/<slug:filing>/months/<str:period>/files/<str:name>", months.file, name="issue-file"),
    path("holdings/", holdings.holdings, name="holdings"),
    path("holdings/<slug:filing>/", holdings.holding, name="holding"),
    path("holdings/<slug:filing>/performance.csv", holdings.performance, name="holding-performance"),
    path("holdings/<slug:filing>/months/<str:period>/<str:name>", holdings.file, name="holding-file"),
]
