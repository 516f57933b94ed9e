"""The API against its own description, by a tool that has no other knowledge of it."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance

from tallystick.evidence.persons import Side
from tallystick.shell.operations.ports.people.accounts import Member
from tallystick.shell.signing.remote.public import is_public
from tallystick.shell.web import portal as pages
from tallystick.shell.web.place.buckets import Buckets, Rate
from tallystick.shell.web.place.workplace import Workplace
from tallystick.shell.wiring import operations
from tallystick.shell.wiring.homes import uploads
from tests.shell.operations import example
from tests.shell.web.conftest import portal_of

DESCRIPTION = "/api/v1/openapi.json"
QUICK = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MORE_IS_ASKED = positive_data_acceptance
"""A name that is a place, or a key used before, is refused though its form is right."""
MANY = Buckets(Rate(burst=1_000_000))


def application(home: Path) -> Any:
    """The application with all of its API over a home of its own, everybody being li-mei, who may do everything."""
    read, made = operations().read_home(str(home), Side.ONSHORE), portal_of(home, Side.ONSHORE)
    fields = {name: getattr(made, name) for name in type(made).__dataclass_fields__}
    person = example.person(example.FILER)
    who = Member(
        id="li-mei",
        name=person.name,
        organisation=person.organisation,
        roles=("filing-preparer", "desk-reviewer", "registrar"),
        side=Side.ONSHORE,
        public_key=person.public_key,
        owner=True,
    )
    read.accounts.enrol(who, password="twelve letters or more", at=example.CLOSING)
    place = Workplace(
        queue=read.queue,
        shelf=read.shelf,
        uploads=uploads(str(home)),
        permit=lambda request, _: "li-mei",
        hooks=read.hooks,
        tokens=read.tokens,
        calls=read.calls,
        is_public=is_public,
    )
    pages.install(type(made)(**{**fields, "workplace": place, "buckets": MANY}))
    return get_wsgi_application()


@pytest.mark.parametrize("each", [2, pytest.param(5, marks=pytest.mark.long)])
def test_whatever_a_stranger_makes_of_the_description_is_answered_as_it_says(tmp_path, each):
    with operations().make_home(str(tmp_path / "home"), Side.ONSHORE):
        pass
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION, application(tmp_path / "home"))
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # one that cannot be read fails here
        for mode in GenerationMode:

            @settings(QUICK, max_examples=each)
            @given(case=operation.as_strategy(generation_mode=mode))
            def hold(case: Any) -> None:
                nonlocal tried
                tried += 1
                case.call_and_validate(headers={"Host": "127.0.0.1"}, excluded_checks=[MORE_IS_ASKED])

            with suppress(Unsatisfiable):  # what takes nothing cannot be asked wrongly
                hold()
    assert tried > each * 10


def test_the_description_says_which_two_tokens_a_call_carries(onshore):
    told = json.loads(onshore.get(DESCRIPTION).content)
    schemes = told["components"]["securitySchemes"]
    assert schemes["person"]["scheme"] == "bearer"
    assert schemes["organisation"]["name"] == "Organisation-Token"
    assert "FilingRecord" in told["components"]["schemas"]
    assert {"person": [], "organisation": []} in told["security"]
