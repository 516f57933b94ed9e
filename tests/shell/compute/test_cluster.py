"""The cluster: the same jobs in the same order, and of a projection the same bytes as in one process."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pytest

from tallystick.cashflow.kernels.engines import compiled
from tallystick.cashflow.kernels.flows import Pace, PoolFlows
from tallystick.cashflow.kernels.loans import LoanArrays
from tallystick.cashflow.kernels.pool import Engine, pool_flows
from tallystick.cashflow.kernels.speeds import psa_curve, sda_curve
from tallystick.shell.compute.pool import Pool
from tools.market.make import make_market
from tools.market.plan import Size
from tools.market.trial import ran

distributed = pytest.importorskip("distributed", reason="the cluster extra is not installed")

_SERVE = """
import sys
from distributed import LocalCluster
with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler and two workers in processes of their own, as somebody else would run them."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        yield serving.stdout.readline().strip()
        serving.communicate()


def digest(workers, engine: Engine) -> str:
    draw = np.random.default_rng(20260831)
    loans = LoanArrays(
        balance=draw.uniform(1e6, 1e8, 30_000),
        annual_rate=draw.uniform(0.02, 0.12, 30_000),
        remaining_term=draw.integers(1, 90, 30_000),
        age=draw.integers(0, 120, 30_000),
    )
    pace = Pace(prepayment=psa_curve(1.5, 210), default=sda_curve(1, 210), recovery_lag=12)
    spread = map if workers is None else lambda act, parts: workers.each(act, list(parts))
    flows = pool_flows(loans, pace, severity=0.4, engine=engine, spread=spread)
    vectors = b"".join(getattr(flows, field.name).tobytes() for field in fields(PoolFlows))
    return hashlib.sha256(vectors).hexdigest()


@pytest.mark.parametrize(
    "engine",
    [Engine.PLAIN, *([pytest.param(Engine.COMPILED, marks=pytest.mark.long)] if compiled.is_installed() else [])],
)
def test_a_projection_has_one_digest_here_in_other_processes_and_on_a_cluster(address, engine):
    from tallystick.shell.compute.cluster import Cluster

    here = digest(None, engine)
    assert digest(Pool(), engine) == here
    assert digest(Cluster(address), engine) == here


def test_results_come_in_the_order_of_the_jobs_from_other_processes(address):
    from tallystick.shell.compute.cluster import Cluster

    assert list(Cluster(address).each(abs, [-3, 2, -1])) == [3, 2, 1]
    assert os.getpid() not in set(Cluster(address).each(_process, [0, 1]))


def test_the_environment_names_the_cluster(monkeypatch):
    from tallystick.shell import wiring
    from tallystick.shell.compute.cluster import Cluster

    monkeypatch.delenv("TALLYSTICK_CLUSTER", raising=False)
    assert isinstance(wiring.operations().workers, Pool)
    monkeypatch.setenv("TALLYSTICK_CLUSTER", "tcp://127.0.0.1:8786")
    assert isinstance(wiring.operations().workers, Cluster)


def _process(_):
    return os.getpid()


def test_a_months_run_over_a_market_has_one_digest_here_in_other_processes_and_on_a_cluster(address, tmp_path):
    from tallystick.shell.compute.cluster import Cluster

    make_market(tmp_path, seed=11, size=Size(deals=6, loans=40, months=4))
    digests = set()
    for workers in (None, Pool(), Cluster(address)):
        shutil.rmtree(tmp_path / "market" / "kept", ignore_errors=True)
        run = ran(tmp_path, workers)
        assert (run.deals, run.made) == (6, 18)
        digests.add(run.watched.digest)
    assert len(digests) == 1
