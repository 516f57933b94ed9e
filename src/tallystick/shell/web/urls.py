"""Which address is answered by which view; the register, the law and accounts are the same on either side."""

from django.urls import include, path, re_path

from tallystick.shell.web.api import api
from tallystick.shell.web.views import checking, errors, feeds, filing, law, log, register

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("", register.filings, name="filings"),
    path("filings/<slug:filing>/", filing.page, name="filing"),
    path("filings/<slug:filing>/proofs/<str:name>", filing.proof, name="proof"),
    path("log/", log.page, name="log"),
    path("log/checkpoint", log.checkpoint, name="checkpoint"),
    path("log/log.vkey", log.key, name="log-key"),
    path("log/<int:index>.tlog-proof", log.receipt, name="receipt"),
    path("log/<int:index>.entry", log.entry, name="entry"),
    re_path(r"^log/(?P<tile>tile/[0-9a-z/.]{1,80})$", log.tile, name="tile"),
    path("verify/", checking.page, name="verify"),
    path("verify/offline.html", checking.offline, name="offline"),
    path("law/", law.shelf, name="law"),
    path("law/<slug:book>/", law.book, name="book"),
    path("feeds/filings.atom", feeds.atom, name="atom"),
    path("feeds/filings.json", feeds.json_feed, name="json-feed"),
    path("bulk/filings.jsonl", feeds.lines, name="bulk-lines"),
    path("bulk/filings.csv", feeds.table, name="bulk-table"),
    path("api/v1/", api.urls),
    path("account/", include("tallystick.shell.web.people.addresses")),
    path("", include("tallystick.shell.web.work.addresses")),
    path("", include("tallystick.shell.web.issued.addresses")),
    path("market/", include("tallystick.shell.web.market.addresses")),
    path("help/", register.guide, name="guide"),
    path("robots.txt", register.robots, name="robots"),
    path("alive", register.alive, name="alive"),
]

handler400 = errors.unreadable
handler403 = errors.forbidden
handler404 = errors.missing
handler500 = errors.failed
