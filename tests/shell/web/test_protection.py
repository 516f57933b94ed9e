"""What stands between a reader and whoever means harm: headers, forms, hosts, and texts that would be scripts."""

import re
from pathlib import Path

import pytest

from tallystick.evidence.wording import labels
from tallystick.shell.web.application import application
from tallystick.shell.web.settings import STATIC, options
from tests.shell.web.conftest import Reader

TEMPLATES = STATIC.parent / "templates"
PAGES = ("/", "/log/", "/verify/", "/law/", "/law/yf-2026-42/", "/help/", "/nowhere")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_from_its_own_portal_alone(onshore, path):
    answer = onshore.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    page = answer.content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src)|https?://(?!www\.w3\.org)", page)


def test_a_file_of_the_portals_own_is_nothing_but_that(onshore):
    told: dict[str, str] = {}
    asked = {"PATH_INFO": "/static/portal.css", "REQUEST_METHOD": "HEAD"}
    list(application(onshore.portal)(asked, lambda _, headers: told.update(headers)))
    assert told["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in told["Content-Security-Policy"]
    assert told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in told


def test_a_form_from_elsewhere_is_refused(onshore):
    stranger = Reader(onshore.portal, enforce_csrf_checks=True)
    answer = stranger.post("/verify/", {"files": []}, query_params={"lang": "en"})
    assert answer.status_code == 403
    assert b"The form was not taken" in answer.content


def test_another_host_name_is_refused(onshore):
    answer = onshore.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_words_are_shown_as_words(onshore):
    page = onshore.get("/", query_params={"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_register_is_only_read(onshore, method):
    assert getattr(onshore, method)("/").status_code == 405


@pytest.mark.parametrize("value", ["fr", "zh-TW", "<b>", ""])
def test_an_unknown_preference_is_not_kept(onshore, value):
    answer = onshore.get("/", query_params={"lang": value})
    assert answer.status_code == 200
    assert "lang" not in answer.cookies


def test_a_public_portal_asks_for_https():
    public, private = options(hosts=("register.example",), secret="x"), options(hosts=(), secret="x")
    assert public["SECURE_HSTS_SECONDS"] > 0
    assert public["CSRF_COOKIE_SECURE"] is True
    assert public["ALLOWED_HOSTS"] == ["register.example"]
    assert "*" not in private["ALLOWED_HOSTS"]
    assert public["DEBUG"] is private["DEBUG"] is False


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_every_word_of_a_template_is_in_the_catalogue(template: Path):
    keys = re.findall(r'{% say "([^"]+)"(?!\|)', template.read_text(encoding="utf-8"))
    assert [key for key in keys if not key.endswith(".") and key not in labels()] == []
    plain = re.sub(
        r"{%.*?%}|{{.*?}}|<code>.*?</code>|<[^>]*>", "", template.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert not re.search(r"[\u4e00-\u9fff]", plain), "a word stands in the template itself"


def test_vendored_files_are_what_their_manifest_says():
    import hashlib
    import json

    vendor = STATIC / "vendor"
    listed = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))["files"]
    there = {path.name for path in vendor.iterdir()} - {"manifest.json"}
    assert {each["file"] for each in listed} | {each["licence_file"] for each in listed} == there
    for each in listed:
        assert hashlib.sha256((vendor / each["file"]).read_bytes()).hexdigest() == each["sha256"]
        assert each["licence"] in {"0BSD", "MIT", "Apache-2.0"}
