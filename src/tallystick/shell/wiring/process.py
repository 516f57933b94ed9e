"""What one process works with: the `Operations` object, and the pages of one worker."""

import json
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tallystick.evidence.findings import Finding, finding
from tallystick.evidence.log import VerifierKey
from tallystick.evidence.persons import Side
from tallystick.shell.compute.confined import confined
from tallystick.shell.compute.pool import Pool
from tallystick.shell.documents.makers import Makers
from tallystick.shell.documents.reading.clamd import Clamd
from tallystick.shell.documents.reading.pdf_text import READER
from tallystick.shell.files.archives import read_zip
from tallystick.shell.files.beside.shadow import check_shadow, shadow_of
from tallystick.shell.files.disk import Disk
from tallystick.shell.files.fsck import check_log
from tallystick.shell.files.homes import Home
from tallystick.shell.files.log import FolderLog
from tallystick.shell.files.market.partitions import ParquetPartitions
from tallystick.shell.files.texts import FolderTexts
from tallystick.shell.operations.operations import Operations
from tallystick.shell.operations.ports.compute import Workers
from tallystick.shell.operations.ports.documents import PdfSigning
from tallystick.shell.operations.ports.logs import LogReader
from tallystick.shell.operations.ports.services.outside import RootsError, Timestamps
from tallystick.shell.operations.ports.services.scanning import UNSCANNED, Scanner
from tallystick.shell.operations.ports.services.serving import Serving, ServingError, Working
from tallystick.shell.signing.remote.http import Http
from tallystick.shell.signing.remote.public import is_public
from tallystick.shell.signing.sm2_heads import Sm2Reader
from tallystick.shell.wiring.clocks import rehearsal_clock
from tallystick.shell.wiring.doubted import examine_home
from tallystick.shell.wiring.extras import extra
from tallystick.shell.wiring.homes import (
    give_market,
    make_home,
    open_home,
    prepare_portal,
    read_home,
    side_of,
    uploads,
)
from tallystick.shell.wiring.keys import blinding, certified, import_keys, portal_secret
from tallystick.shell.wiring.ledgers import members, reader, wallet
from tallystick.shell.wiring.running import PORTAL, SERVING, run

__all__ = ["operations", "portal"]

_THREADS = 4
_READ_AHEAD = 3.0
"""Seconds after the start until what the first readers would wait for is read in, which would make it half as long."""


def operations() -> Operations:
    """Return what this process works with."""
    return Operations(
        folders=Disk(),
        documents=Makers(_kept_texts()),
        workers=_workers(),
        open_home=open_home,
        side_of=side_of,
        make_home=make_home,
        examine_home=examine_home,
        import_keys=import_keys,
        read_home=read_home,
        serve=_serve,
        work=_work,
        run=run,
        reader=reader,
        members=members,
        wallet=wallet,
        read_log=_read_log,
        timestamps=_timestamps,
        pdf_signing=_pdf_signing,
        certified=certified,
        outside=Http(),
        blinding=blinding,
        scanner=_scanner(),
        partitions=lambda folder: ParquetPartitions(Path(folder)),
        give_market=give_market,
        now=lambda: datetime.now(tz=UTC),
    )


def _kept_texts() -> FolderTexts | None:
    """Return the texts that the home of this process keeps; none where there is no home yet."""
    home = Home(Path(os.environ.get("TALLYSTICK_HOME") or Path.home() / ".tallystick"))
    return FolderTexts(home.texts, reader=READER) if home.side.is_file() else None


def _scanner() -> Scanner:
    """Return the scanner that the environment names; one that looks through nothing where it names none."""
    address = os.environ.get("TALLYSTICK_CLAMD")
    return UNSCANNED if not address else Clamd(address)


def _read_log(folder: str, key: VerifierKey, sm2: str) -> tuple[LogReader, tuple[Finding, ...]]:
    """Open the folder of a log for reading, and check its files; its SM3 tree as well, where there is one."""
    log, reader = FolderLog(Path(folder), key), Sm2Reader(sm2)
    shadow = shadow_of(log).folder
    faults = check_log(log) or (check_shadow(log, reader) if shadow.is_dir() else ())
    if sm2 and log.checkpoint() and not (shadow / "checkpoint.sm2").is_file():
        faults = (*faults, finding("files.sm2-missing", file="sm3/checkpoint.sm2"))
    return log, faults


def _timestamps(roots: bytes) -> Timestamps:
    with extra("evidence.signatures-not-installed", RootsError):
        from tallystick.shell.signing.timestamps import Rfc3161
    return Rfc3161(roots)


def _pdf_signing(roots: bytes) -> PdfSigning:
    with extra("evidence.signatures-not-installed", RootsError):
        from tallystick.shell.signing.pdf import Pades
    return Pades(roots, Http())


def _workers() -> Workers:
    """Return the cores of this machine, or the cluster that the environment names."""
    address = os.environ.get("TALLYSTICK_CLUSTER")
    if not address:
        return Pool()
    from tallystick.shell.compute.cluster import Cluster

    return Cluster(address)


def _work(working: Working) -> int:
    """Do the jobs of a home; read in here, since all the kinds of jobs together are a third of the program."""
    from tallystick.shell.wiring.working import work

    return work(operations, working)


def _serve(serving: Serving) -> None:
    """Show a home as pages, each worker a process that makes its own `portal`."""
    with extra("cli.serve-not-installed", ServingError):
        from granian import Granian
        from granian.constants import Interfaces

        import tallystick.shell.web.portal  # noqa: F401 - so that what is missing is said before a worker starts
    os.environ[SERVING] = json.dumps(asdict(serving) | {"secret": portal_secret(Home(Path(serving.home)))})
    Granian(
        PORTAL,
        address=serving.address,
        port=serving.port,
        interface=Interfaces.WSGI,
        workers=serving.workers,
        blocking_threads=_THREADS,
        factory=True,
        log_enabled=False,
    ).serve()


def portal() -> Callable[..., Iterable[bytes]]:
    """Return the WSGI application of one worker, for the home that `serve` named."""
    from tallystick.shell.operations.issued.issues import Issues
    from tallystick.shell.operations.issued.tokens import TokenDesk
    from tallystick.shell.operations.register.register import Register, roll_of
    from tallystick.shell.web.people.rights import permitted_by_account
    from tallystick.shell.web.place.workplace import Workplace
    from tallystick.shell.web.portal import Portal
    from tallystick.shell.web.settings import set_up

    told = json.loads(os.environ[SERVING])
    here, side = operations(), Side(told["side"])
    set_up(hosts=tuple(told["hosts"]), secret=told["secret"], made=str(Home(Path(told["home"])).made))
    from tallystick.shell.web.application import application

    ahead = timedelta(seconds=told.get("ahead", 0))
    here = replace(here, now=lambda: datetime.now(tz=UTC) + ahead)
    home = here.read_home(told["home"], side)
    prepare_portal(told["home"])
    now = rehearsal_clock(home.evidence, ahead)
    register = Register(
        evidence=home.evidence, tiles=home.tiles, trusted=roll_of(here.folders, told["people"]), now=now
    )
    made = Portal(
        side=side,
        register=register,
        documents=here.documents,
        unzip=read_zip,
        confined=confined,
        workplace=Workplace(
            queue=home.queue,
            shelf=home.shelf,
            uploads=uploads(told["home"]),
            hooks=home.hooks,
            tokens=home.tokens,
            calls=home.calls,
            is_public=is_public,
            permit=permitted_by_account,
        ),
        accounts=home.accounts,
        work=home.work,
        issues=Issues(evidence=home.evidence, work=home.work) if side is Side.OVERSEAS else None,
        ledger=home.ledger if side is Side.OVERSEAS else None,
        market=home.market if side is Side.ONSHORE else None,
        own_market=home.own_market if side is Side.ONSHORE else None,
        tokens=(
            TokenDesk(evidence=home.evidence, trusted=register.trusted, ledger=home.ledger)
            if side is Side.OVERSEAS
            else None
        ),
        scanner=here.scanner,
        now=now,
        rehearsed=bool(ahead),
        ahead=ahead,
    )
    register.filings()  # so that the first reader need not wait for what is read in once
    reading = threading.Timer(_READ_AHEAD, made.read_ahead)
    reading.daemon = True
    reading.start()
    return application(made)
