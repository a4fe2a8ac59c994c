"""The report in a real browser: whatever pages hold, nothing runs and nothing is asked of the network.

Needs Chromium (Debian: apt-get install chromium). Run with: pytest -m browser
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.helpers.finished_run import tea_run
from tests.helpers.hostile_run import ACTS, ASKS, hostile_answer, hostile_question, hostile_run
from webinstruct.report import written_report

pytestmark = pytest.mark.browser

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--virtual-time-budget=3000",
)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_ACTING_PAGE = f"<title>calm</title><script>{ACTS}</script><img src={ASKS}/i.png>"


class Browser:
    """Chromium behind a proxy of ours that answers nothing and writes down what was asked.

    Chromium's own housekeeping ends there, too; it goes to hosts of its maker, no page names them.
    """

    def __init__(self, profile: Path, proxy: ThreadingHTTPServer, asked: list[str]) -> None:
        self._profile = profile
        self._port = proxy.server_address[1]
        self._asked = asked

    def opened(self, page: Path, *flags: str) -> tuple[LexborHTMLParser, list[str]]:
        """The document after all its scripts had their time, and the URLs that it asked for."""
        self._asked.clear()
        command = [
            chromium(),
            *_FLAGS,
            *flags,
            f"--user-data-dir={self._profile}",
            f"--proxy-server=http://127.0.0.1:{self._port}",
            "--proxy-bypass-list=<-loopback>",
            "--dump-dom",
            page.as_uri(),
        ]
        done = subprocess.run(command, capture_output=True, timeout=90, check=True)
        return LexborHTMLParser(done.stdout.decode("utf-8", "replace")), [
            u for u in self._asked if "leak.example" in u
        ]


def chromium() -> str:
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(f"No Chromium on this machine (looked for {', '.join(_NAMES)}). apt-get install chromium")
    return found


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(502)

        do_CONNECT = do_POST = do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Browser(tmp_path / "profile", server, asked)
        server.shutdown()
        thread.join()


@pytest.fixture(params=["with its policy", "without its policy"])
def hostile_report(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The report on a hostile run, and the same without the policy that would hide a fault in the escaping."""
    report = written_report(hostile_run(tmp_path / "run"))
    if request.param == "without its policy":
        text, count = _POLICY.subn("", report.read_text("utf-8"))
        assert count == 1
        report.write_text(text, "utf-8")
    return report


def has_acted(document: LexborHTMLParser) -> bool:
    root = document.css_first("html")
    assert root is not None
    return root.attributes.get("data-acted") is not None or title_of(document) == "acted"


def title_of(document: LexborHTMLParser) -> str:
    title = document.css_first("head title")
    assert title is not None
    return title.text()


def test_this_browser_would_show_a_script_that_runs_and_a_request_that_leaves(
    browser: Browser, tmp_path: Path
) -> None:
    page = tmp_path / "acting.html"
    page.write_text(_ACTING_PAGE)
    document, asked = browser.opened(page)
    assert has_acted(document)
    assert asked == [f"{ASKS}/i.png"]


def test_no_text_of_a_page_runs_or_asks_for_anything(browser: Browser, hostile_report: Path) -> None:
    document, asked = browser.opened(hostile_report)
    assert not has_acted(document)
    assert asked == []


def test_no_element_comes_from_a_page(browser: Browser, hostile_report: Path) -> None:
    document, _ = browser.opened(hostile_report)
    assert document.css("script, img, svg, iframe, object, link, base, form, textarea") == []
    assert len(document.css("style")) == 1
    handlers = [
        node.tag for node in document.css("*") if any(name.startswith("on") for name in node.attributes)
    ]
    assert handlers == []


def test_links_lead_to_web_pages_only(browser: Browser, hostile_report: Path) -> None:
    document, _ = browser.opened(hostile_report)
    targets = [str(node.attributes["href"]) for node in document.css("a")]
    assert all(target.startswith(("#", "https://", "http://")) for target in targets)
    assert any(target.startswith("https://tea.example/") for target in targets)


def test_hostile_spans_are_marked_and_read_as_text(browser: Browser, hostile_report: Path) -> None:
    document, _ = browser.opened(hostile_report)
    for kind, text in (("question", hostile_question), ("answer", hostile_answer)):
        shown = [node.text() for node in document.css(f".page mark.{kind}")]
        assert shown == [re.sub("[\x00\x1b\x07\u202e\u2028]", "\ufffd", text)] * 2


def test_an_ordinary_report_marks_question_and_answer_on_their_page(browser: Browser, tmp_path: Path) -> None:
    document, _ = browser.opened(written_report(tea_run(tmp_path / "run")))
    assert "How do I remove lime from a kettle?" in [
        node.text() for node in document.css(".page mark.question")
    ]
    assert document.css_first("h1").text() == "run"


def test_the_page_fits_a_phone(browser: Browser, tmp_path: Path) -> None:
    report = written_report(hostile_run(tmp_path / "run"))
    measure = "<script>document.title = `${document.documentElement.scrollWidth} of ${innerWidth}`</script>"
    text = _POLICY.sub("", report.read_text("utf-8"))
    report.write_text(text.replace("</body>", f"{measure}</body>"), "utf-8")
    document, _ = browser.opened(report, "--window-size=400,900")
    width, _, window = title_of(document).split()
    assert int(width) <= int(window) <= 500
