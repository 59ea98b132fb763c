"""The whole way of a file: choose, send, look, confirm, and what is on each page."""

from __future__ import annotations

import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from page import CAPACITIES, ODD, Page, Person

from derived_tables import landing


def test_a_file_is_looked_at_confirmed_and_landed_in_the_persons_name(
    page: Page, maria: Person
) -> None:
    text = maria.get("/")
    assert "estates.capacities" in text and "estates.closed" not in text
    text = maria.send()
    assert "capacities.csv" in text and "None was found." in text and "Land this file" in text
    assert page.landed() == []
    text = maria.confirm()
    [event] = page.landed()
    assert event["recorded_by"] == "maria"
    assert event["source_name"] == "capacities.csv"
    assert event["extracted_at"] == "2025-01-31 00:00:00.000000"
    assert event["sha256"] == hashlib.sha256(CAPACITIES.encode()).hexdigest()
    assert event["rows"] == 2
    assert f"/batches/{event['batch_id']}" in str(maria.answer.url)
    assert "No build has run since this file landed." in text and "by maria" in text
    assert page.waiting() == [], "the file that was landed is still in scratch"
    assert event["batch_id"] in maria.get("/tables/estates.capacities")


def test_problems_are_shown_by_row(maria: Person) -> None:
    text = maria.send(ODD)
    assert "row 2:" in text and "many" in text, text
    assert "Land this file" in text


def test_a_file_that_is_refused_offers_no_way_to_land_it(page: Page, maria: Person) -> None:
    text = maria.send("no,header\n1,2\n")
    assert "cannot be landed" in text and "There is no header" in text
    assert "/confirm" not in text
    maria.post(f"{maria.action}/confirm", 409, data={
        "csrf": maria.csrf, "sha256": hashlib.sha256(b"no,header\n1,2\n").hexdigest()
    })  # fmt: skip
    assert page.landed() == []


def test_the_same_file_again_has_nothing_to_land(page: Page, maria: Person) -> None:
    maria.send()
    maria.confirm()
    text = maria.send()
    assert "landed already" in text and "/confirm" not in text
    assert len(page.landed()) == 1


def test_a_form_sent_twice_lands_once(page: Page, maria: Person) -> None:
    maria.send()
    given = {"csrf": maria.csrf, "sha256": maria.hidden("sha256")}
    action = maria.action
    first = maria.post(f"{action}/confirm", data=given)
    assert maria.post(f"{action}/confirm", data=given) == first
    assert len(page.landed()) == 1


def test_what_is_landed_is_what_was_looked_at(page: Page, maria: Person) -> None:
    maria.send()
    maria.confirm(409, sha256="0" * 64)
    maria.send()
    for path in page.waiting():
        if path.is_file():
            path.write_text("prison_id,places\nBXI,1\n")
    assert "not the one that you looked at" in maria.confirm(409)
    assert page.landed() == []


def test_a_file_that_is_dropped_is_gone(page: Page, maria: Person) -> None:
    maria.send()
    action = maria.action
    assert page.waiting()
    maria.post(f"{action}/drop", data={"csrf": maria.csrf})
    assert page.waiting() == []
    maria.get(action, 404)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"date": ""}, "Enter the date"),
        ({"date": "31 January"}, "Enter the date"),
        ({"time": "25:00"}, "Enter the date"),
        ({"kind": "all"}, "Choose what the file holds"),
        ({"kind": "slice"}, "Enter the area"),
        ({"encoding": "utf-7"}, "Choose one of the encodings"),
        ({"delimiter": "x"}, "Choose one of the delimiters"),
    ],
)
def test_a_form_filled_in_wrong_comes_back_with_a_summary(
    page: Page, maria: Person, given: dict[str, str], said: str
) -> None:
    table = "estates.moves" if given.get("kind") == "slice" else "estates.capacities"
    text = maria.send(table=table, code=422, **given)
    assert "There is a problem" in text and said in text and "autofocus" in text
    [field] = given
    target = "date" if field == "time" else "slice" if given.get("kind") == "slice" else field
    anchor = "kind-full" if target == "kind" else target
    assert f'href="#{anchor}"' in text
    assert page.waiting() == []


def test_a_form_without_a_file_comes_back(maria: Person) -> None:
    maria.get("/tables/estates.capacities")
    boundary = "x" * 20
    parts = [("csrf", maria.csrf), ("kind", "full"), ("date", "2025-01-31"), ("time", "")]
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts
    ) + (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename=""\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n\r\n--{boundary}--\r\n"
    )
    text = maria.post(
        "/tables/estates.capacities", 422, content=body,
        headers={"content-type": f"multipart/form-data; boundary={boundary}"},
    )  # fmt: skip
    assert "Choose a file" in text


def test_a_time_later_than_the_clock_is_refused(maria: Person) -> None:
    assert "later than the clock" in maria.send(date="2999-01-01")


def test_kinds_with_times_of_their_own_need_no_date(page: Page, maria: Person) -> None:
    rows = "prison_id,places,area,at\nBXI,1,London,2025-01-31 10:00:00\n"
    maria.send(rows, table="estates.moves", kind="changes", date="")
    maria.confirm()
    [event] = page.landed()
    assert (event["kind"], event["min_time"]) == ("changes", "2025-01-31 10:00:00.000000")


def test_a_delimiter_is_what_the_person_says(page: Page, maria: Person) -> None:
    text = "prison_id|places\nBXI|1\n".replace("|", "\t")
    maria.send(text, delimiter="|", code=200)
    assert "cannot be landed" in maria.seen
    maria.send(text, delimiter="tab")
    maria.confirm()
    assert [event["rows"] for event in page.landed()] == [1]


def test_descriptions_have_the_words_of_their_blocks(page: Page, maria: Person) -> None:
    path = page.folder / "models/curated/estates/estates__capacities.yml"
    path.write_text(path.read_text().replace("description: places.", """description: "{{ doc('heads') }}\""""))
    (path.parent / "words.md").write_text("{% docs heads %}\nHeads that it\nmay <hold>.\n{% enddocs %}\n")
    assert "Heads that it may <hold>." in maria.get("/tables/estates.capacities")
    assert "doc(" not in maria.seen and "<hold>" not in maria.seen


def test_the_log_has_names_and_no_content(
    page: Page, maria: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    maria.send(ODD, name="capacities\u00b7.csv")
    maria.confirm()
    [event] = page.landed()
    said = caplog.text
    assert "maria looked at 'capacities·.csv' (49 bytes) for estates.capacities" in said
    assert f"maria: landed 'capacities·.csv' as batch {event['batch_id']}" in said
    assert "many" not in said and maria.csrf not in said


def test_a_slice_carries_its_value(page: Page, maria: Person) -> None:
    maria.send("prison_id,places,area\nBXI,1,London\n", table="estates.moves", kind="slice",
               slice="London", time="10:20")  # fmt: skip
    maria.confirm()
    [event] = page.landed()
    assert (event["slice"], event["extracted_at"]) == ("London", "2025-01-31 10:20:00.000000")


def test_everything_that_people_wrote_is_escaped(page: Page, maria: Person) -> None:
    bad = "<script>alert(1)<\\script>"
    name = "<img src=x onerror=alert(1)>.csv"
    content = f'prison_id,places,"{bad}"\nBXI,<b>bold</b>,1\n"<i>x",<b>bold</b>,1\n'
    maria.send(content, name)
    assert "<script>alert" not in maria.seen and "<b>bold" not in maria.seen
    # a name lands as letters, digits and underscores
    assert "script_alert_1_script" in maria.seen and "&lt;b&gt;bold&lt;/b&gt;" in maria.seen
    assert "&lt;img src=x onerror=alert(1)&gt;.csv" in maria.seen and "<img" not in maria.seen
    maria.confirm()
    assert "<img" not in maria.seen
    [event] = page.landed()
    assert event["source_name"] == "_img src_x onerror_alert(1)_.csv"
    maria.send(content, name, date="", code=422, time='"><script>alert(2)</script>')
    assert "<script>alert" not in maria.seen


def test_nothing_waits_once_the_page_is_closed(page: Page) -> None:
    with page.signed_in() as maria:
        maria.send()
        assert page.waiting()
    assert not list(page.root.scratch.iterdir())


def test_a_killed_pages_files_are_swept_by_the_next_writer(page: Page) -> None:
    left = page.root.scratch / ("0" * 16)
    left.mkdir(parents=True)
    (left / "lock").touch()
    (left / "capacities.csv").write_text(CAPACITIES)
    with page.signed_in():
        assert not left.exists()
        # One that is served is not swept.
        landing.sweep(page.root)
        assert len(list(page.root.scratch.iterdir())) == 1


def test_each_file_of_an_archive_is_looked_at_and_landed(page: Page, maria: Person) -> None:
    head = "prison_id,places,area,at\n"
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("one.csv", f"{head}BXI,1,London,2025-01-31 10:00:00\n")
        archive.writestr("two.csv", f"{head}LEI,many,Leeds,2025-01-31 11:00:00\n")
    fields = {"table": "estates.moves", "kind": "changes", "date": ""}
    text = maria.send(packed.getvalue(), "both.zip", **fields)
    assert text.count("Problems by column</h2>") == 2 and "one.csv" in text and "many" in text
    text = maria.confirm()
    assert "What became of each file" in text
    assert len(page.landed()) == 2
    for event in page.landed():
        assert f'href="/batches/{event["batch_id"]}"' in text and event["recorded_by"] == "maria"
    with ZipFile(packed, "a") as archive:
        archive.writestr("three.csv", "no,header\n")
    text = maria.send(packed.getvalue(), "three.zip", **fields)
    assert "cannot be landed" in text and "/confirm" not in text


def test_a_sheet_of_a_workbook_is_named_in_the_form(page: Page, maria: Person) -> None:
    workbook = Workbook()
    workbook.active.append(["a letter"])
    workbook.create_sheet("Places").append(["prison_id", "places"])
    workbook["Places"].append(["BXI", 1100])
    made = BytesIO()
    workbook.save(made)
    assert "cannot be landed" in maria.send(made.getvalue(), "places.xlsx")
    maria.send(made.getvalue(), "places.xlsx", sheet="Places")
    maria.confirm()
    assert [event["rows"] for event in page.landed()] == [1]


def test_a_file_that_the_build_would_hold_says_so_and_can_land(page: Page, maria: Person) -> None:
    many = "prison_id,places\n" + "".join(f"P{n},1\n" for n in range(10))
    maria.send(many)
    maria.confirm()
    text = maria.send(date="2025-02-28")
    assert "The next build would hold this file" in text and "the last batch has 10" in text
    maria.confirm()
    assert len(page.landed()) == 2
