"""The pool: many jobs in their order, in other processes; one job where it stands."""

import os

from tallystick.shell.compute.pool import Pool


def test_results_come_in_the_order_of_the_jobs():
    assert list(Pool().each(abs, [-3, 2, -1])) == [3, 2, 1]


def test_a_single_job_is_done_in_this_process():
    assert list(Pool().each(_process, [0])) == [os.getpid()]


def _process(_):
    return os.getpid()
