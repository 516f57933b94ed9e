"""The pool: many jobs in their order, in other processes; one job where it stands."""

import os

import polars as pl

from tallystick.shell.compute.pool import Pool


def test_results_come_in_the_order_of_the_jobs():
    assert list(Pool().each(abs, [-3, 2, -1])) == [3, 2, 1]


def test_a_single_job_is_done_in_this_process():
    assert list(Pool().each(_process, [0])) == [os.getpid()]


def _process(_):
    return os.getpid()


def test_processes_that_share_the_cores_have_a_thread_each(monkeypatch):
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    assert list(Pool().each(_threads, [0, 0])) == [1, 1]


def _threads(_):
    return pl.thread_pool_size()
