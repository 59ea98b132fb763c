"""The whole way in a real browser, with axe on every page. Needs Chromium, as Debian has it.

`DERIVE_SCREENSHOTS=FOLDER` keeps a picture of every page, to be looked at.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from page import CAPACITIES, ODD, Page, make_project
from playwright.sync_api import BrowserContext, sync_playwright
from playwright.sync_api import Page as Tab
from test_command import read_until, start

from derived_tables import ledger
from derived_tables.serving.door import os_user
from small_project import SmallProject

QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DROP = """([name, text]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name, {type: "text/csv"}));
    const zone = document.querySelector("[data-drop]");
    for (const type of ["dragenter", "dragover", "drop"]) {
        zone.dispatchEvent(
            new DragEvent(type, {dataTransfer: carried, bubbles: true, cancelable: true}));
    }
}"""
FOCUS = "document.activeElement.outerHTML.split('>')[0]"


@pytest.fixture
def javascript() -> bool:
    return True


@pytest.fixture
def context(tmp_path: Path, javascript: bool) -> Iterator[BrowserContext]:
    chromium = shutil.which("chromium")
    if chromium is None:
        said = "needs Chromium (`apt-get install chromium`), which is not there"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch_persistent_context(
            tmp_path / "chromium", executable_path=chromium, args=QUIET, locale="en-GB",
            viewport={"width": 1100, "height": 900}, java_script_enabled=javascript,
        )  # fmt: skip
        yield opened
        opened.close()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallProject:
    for name in ("DERIVE_LANDING", "DERIVE_WAREHOUSE", "DERIVE_TARGET", "DERIVE_ENV"):
        monkeypatch.delenv(name, raising=False)
    made = make_project(tmp_path / "project")
    for path in (made.folder / "access").iterdir():
        path.write_text(f"uploaders: [{os_user()}]\n")
    return made


@pytest.fixture
def served(project: SmallProject) -> Iterator[subprocess.Popen[str]]:
    process = start(Page(project.folder), "--size-limit", "1500KB")
    yield process
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


class Look:
    """A tab, whose every page is held to axe and to its own origin."""

    def __init__(self, tab: Tab, origin: str) -> None:
        self.tab, self.wrong, self.seen = tab, [], 0
        tab.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else 0)
        tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        # From now on the browser asks the test, not a window, for files.
        self.asked = []
        tab.on("filechooser", lambda dialog: self.asked.append(dialog))
        tab.on("request", lambda one: one.url.startswith(origin) or self.wrong.append(one.url))

    def at(self, heading: str) -> None:
        """The page has this heading, and axe finds nothing."""
        assert heading in self.tab.locator("h1").inner_text()
        found = Axe().run(self.tab)
        assert found.violations_count == 0, found.generate_report()
        self.seen += 1
        if folder := os.environ.get("DERIVE_SCREENSHOTS"):
            self.tab.screenshot(path=Path(folder) / f"{self.seen:02d}.png", full_page=True)

    def tab_to(self, selector: str) -> None:
        """Press Tab until an element has the focus, as one without a mouse does."""
        for _ in range(40):
            self.tab.keyboard.press("Tab")
            if self.tab.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"Tab does not come to {selector}: {self.tab.evaluate(FOCUS)}")

    def choose(self, file: Path) -> None:
        """Open the dialog of the field that has the focus, by its key, and choose a file."""
        for _ in range(5):
            # A browser that is short of time may not have heard yet that the test wants to be asked.
            self.tab.keyboard.press("Space")
            for _ in range(30):
                if self.asked:
                    self.asked.pop().set_files(file)
                    return
                self.tab.wait_for_timeout(100)
        raise AssertionError(f"no dialog opens from {self.tab.evaluate(FOCUS)}")


def test_the_whole_way(
    context: BrowserContext, project: SmallProject, served: subprocess.Popen[str], tmp_path: Path
) -> None:
    link = read_until(served, r"(http://127\.0\.0\.1:\d+/enter\?token=\S+)")
    origin = link.split("/enter")[0]
    tab = context.new_page()
    look = Look(tab, origin)

    # By the link to the tables, and by keyboard to the form.
    tab.goto(link)
    look.at("Choose a table")
    assert "token" not in tab.url
    tab.keyboard.press("Tab")
    assert "Skip to the content" in tab.evaluate("document.activeElement.textContent")
    tab.keyboard.press("Enter")
    look.tab_to('main a[href="/tables/estates.capacities"]')
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/tables/estates.capacities")
    look.at("Send a file for estates.capacities")

    # Nothing filled in: the summary has the focus, and leads to the fields.
    tab.get_by_role("button", name="Look at the file").click()
    tab.wait_for_selector(".summary:focus")
    look.wrong = [said for said in look.wrong if "422" not in said]
    look.at("Send a file")
    assert tab.evaluate("document.activeElement.className") == "summary"
    assert tab.title().startswith("Error: ")
    tab.get_by_role("link", name="Choose a file").click()
    assert tab.evaluate("document.activeElement.id") == "file"

    # A file that is too large is not even sent.
    tab.evaluate(DROP, ["large.csv", "x" * 2_000_000])
    tab.get_by_role("button", name="Look at the file").click()
    assert "larger than 1.5 MB" in tab.locator("[data-said]").inner_text()
    assert tab.evaluate("document.activeElement.id") == "file"

    # One with problems is.
    tab.get_by_label("Date").fill("2025-01-31")
    tab.evaluate(DROP, ["capacities.csv", ODD])
    assert tab.locator("[data-said]").inner_text() == f"capacities.csv, {len(ODD)} bytes"
    look.at("Send a file")
    tab.get_by_role("button", name="Look at the file").click()
    tab.wait_for_url("**/files/*")
    look.at("What would happen")
    problems = tab.get_by_role("region", name="Problems by column").inner_text()
    assert "places" in problems and "row 2:" in problems and "many" in problems
    assert ledger.read_batches(Page(project.folder).root) == {}
    tab.get_by_role("button", name="Land this file").click()
    tab.wait_for_url("**/batches/*")
    look.at("Batch")
    assert "No build has run since this file landed." in tab.inner_text("main")
    [batch] = ledger.read_batches(Page(project.folder).root).values()
    assert batch.batch_id in tab.url and batch.landed["recorded_by"] == os_user()

    # What the build makes of each row.
    project.run(["dbt", "--quiet", "build", "--exclude-resource-type", "test"])
    tab.reload()
    look.at("Batch")
    counted = {
        row.locator("th").inner_text(): row.locator("td").first.inner_text()
        for row in tab.locator("table").first.locator("tbody tr").all()
    }
    assert {name: n for name, n in counted.items() if n != "0"} == {
        "new": "2", "duplicate": "1", "rejected": "1",
    }  # fmt: skip
    rows = tab.get_by_role("region", name="Row by row").inner_text()
    for said in ("rejected", "prison_id", "duplicate", "stands", "fault", "places", "many"):
        assert said in rows, rows

    # A corrected file of the next day, without a mouse.
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(CAPACITIES)
    look.tab_to('main a[href="/tables/estates.capacities"]')
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/tables/*")
    look.tab_to("#date")
    # The same whichever of day and month comes first.
    tab.keyboard.type("02022025")
    look.tab_to("#file")
    look.choose(corrected)
    look.tab_to("button[type=submit]")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/files/*")
    look.at("What would happen")
    assert "2025-02-02 00:00:00 UTC" in tab.inner_text("main")
    look.tab_to("form[action$=confirm] button")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/batches/*")
    look.at("Batch")

    # Pages that say no.
    tab.goto(f"{origin}/tables/estates.moves")
    look.at("Send a file for estates.moves")
    tab.goto(f"{origin}/tables/estates.none")
    look.wrong = [said for said in look.wrong if "403" not in said]
    look.at("That was not done")
    tab.goto(f"{origin}/tables/estates.capacities")
    tab.get_by_label("Date").fill("2025-03-01")
    tab.evaluate(DROP, ["letter.csv", "Dear colleague\n"])
    tab.get_by_role("button", name="Look at the file").click()
    tab.wait_for_url("**/files/*")
    look.at("Nothing would happen")
    assert tab.evaluate("document.activeElement.className") == "summary"
    assert look.wrong == []


@pytest.mark.parametrize("javascript", [False])
def test_without_javascript(
    context: BrowserContext, project: SmallProject, served: subprocess.Popen[str], tmp_path: Path
) -> None:
    link = read_until(served, r"(http://127\.0\.0\.1:\d+/enter\?token=\S+)")
    file = tmp_path / "capacities.csv"
    file.write_text(ODD)
    tab = context.new_page()
    tab.goto(link)
    tab.get_by_role("link", name="estates.capacities").click()
    tab.get_by_role("button", name="Look at the file").click()
    # Without a script too the summary has the focus.
    tab.wait_for_selector(".summary:focus")
    assert tab.locator("[data-said]").inner_text() == "", "the script ran"
    tab.get_by_label("Date").fill("2025-01-31")
    # One that is too large is sent in vain, and the page says why.
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * 5_000_000)
    tab.get_by_label("File", exact=True).set_input_files(large)
    tab.get_by_role("button", name="Look at the file").click()
    assert "larger than 1.5 MB" in tab.inner_text("main")
    tab.get_by_role("link", name="Choose a table").click()
    tab.get_by_role("link", name="estates.capacities").click()
    tab.get_by_label("Date").fill("2025-01-31")
    tab.get_by_label("File", exact=True).set_input_files(file)
    tab.get_by_role("button", name="Look at the file").click()
    assert "row 2:" in tab.inner_text("main")
    tab.get_by_role("button", name="Land this file").click()
    assert re.search(r"/batches/[0-9a-f]{16}$", tab.url)
    assert "No build has run" in tab.inner_text("main")
    assert len(ledger.read_batches(Page(project.folder).root)) == 1
