"""Files made wrong at random, landed by the hundred, and held to readers that share no code with ours.

Every file is landed whole, with the rows and texts that Python's own readers find in it, or it is
refused with a DeriveError and leaves nothing behind.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import openpyxl
from landing_world import make_project

from derived_tables import landing, ledger, upload
from derived_tables.contract import load_contract
from derived_tables.errors import DeriveError
from derived_tables.reading.names import column_name
from derived_tables.store import Folder
from places import REAL

NAMES = ["INMATEID", "admitted_dt", "custody_level", "race", "age"]
ODD = ["", " ", "a,b", 'say "x"', "two\nlines", "crlf\r\n", "é€😀", "007", "1.10", "null", "'", ";\t|", "\\"]
START = datetime(2001, 1, 1)
NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PIECES = [b"\n", b"\r", b'"', b",", b"\x00", b"\xff", b"{", b"}", b"\\", b"\xef\xbb\xbf", b"PK\x03\x04",
          b"PAR1", b"\x1f\x8b", b"[1]", b"=1+1", b"\x07", b"9" * 40, b"</row>", b"\xe2\x80\xae"]  # fmt: skip


def table(chance: random.Random) -> list[list[str]]:
    """A header and some rows of text."""
    rows = [[str(n), *(chance.choice(ODD) for _ in NAMES[1:])] for n in range(chance.randint(0, 12))]
    return [chance.sample(NAMES, len(NAMES)), *rows]


def as_csv(rows: list[list[str]], chance: random.Random) -> bytes:
    out = io.StringIO()
    quoting = chance.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    end = chance.choice(["\n", "\r\n"])
    csv.writer(out, delimiter=chance.choice(",;\t|"), quoting=quoting, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


def as_json(rows: list[list[str]], chance: random.Random) -> bytes:
    header, *rest = rows
    lines = []
    for row in rest or [header]:
        pairs = dict(zip(header, row, strict=True))
        pairs.pop(chance.choice(header[1:]))
        lines.append(json.dumps(pairs, ensure_ascii=chance.random() < 0.5))
    return "\n".join(lines).encode() + b"\n"


def as_excel(rows: list[list[str]], chance: random.Random) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([int(text) if text.isdigit() else text or None for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(rows: list[list[str]], chance: random.Random) -> bytes:
    header, *rest = rows
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        path = Path(folder) / "made.parquet"
        names = ", ".join(f'"{name}" varchar' for name in header)
        con.execute(f"create table t ({names}, n bigint, d date, x decimal(9,2))")
        for n, row in enumerate(rest):
            con.execute("insert into t values (?, ?, ?, ?, ?, ?, '2020-01-01', 1.10)", [*row, n])
        con.execute(f"copy t to '{path}' (format parquet)")
        return path.read_bytes()


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The bytes with a few changes: flipped, cut, doubled, swapped, put in."""
    data = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5])):
        if not data:
            break
        at = chance.randrange(len(data))
        length = min(chance.choice([1, 1, 2, 8, 64]), len(data) - at)
        match chance.randrange(8):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                data[at : at + length] = chance.randbytes(length)
            case 2:
                del data[at:]
            case 3:
                del data[at : at + length]
            case 4:
                data[at:at] = data[at : at + length]
            case 5:
                lines = data.split(b"\n")
                first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
                lines[first], lines[second] = lines[second], lines[first]
                data = bytearray(b"\n".join(lines))
            case _:
                data[at:at] = chance.choice(PIECES)
    return bytes(data)


def real_files() -> list[bytes]:
    """The first lines of real files, where they are."""
    found = []
    for path in sorted((REAL / "nyc_custody_daily").glob("*.csv.gz"))[:2]:
        found.append(b"\n".join(gzip.decompress(path.read_bytes()).split(b"\n")[:40]) + b"\n")
    for path in sorted((REAL / "street_crime").rglob("*.csv"))[:1]:
        lines = path.read_bytes().split(b"\n")[:30]
        # A column of the contract, so that it is not refused for its header alone.
        found.append(b"\n".join([b"Age," + lines[0], *(b"1," + line for line in lines[1:])]))
    return found


def repacked(content: bytes, chance: random.Random) -> bytes:
    """A workbook, or other zip archive, with one of its members mutated and packed again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        chosen = chance.choice(source.namelist())
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, mutated(data, chance) if name == chosen else data)
    return out.getvalue()


def made_file(chance: random.Random, real: list[bytes]) -> tuple[str, bytes]:
    """The end of a file's name, and its content; one in eight is sound."""
    spoil: Callable[[bytes, random.Random], bytes]
    spoil = mutated if chance.randrange(8) else lambda content, _: content
    rows = table(chance)
    match chance.randrange(10):
        case 0 | 1:
            return ".csv", spoil(as_csv(rows, chance), chance)
        case 2 if real:
            return ".csv", spoil(chance.choice(real), chance)
        case 2 | 3:
            return ".csv.gz", gzip.compress(spoil(as_csv(rows, chance), chance))
        case 4:
            return ".csv.gz", spoil(gzip.compress(as_csv(rows, chance)), chance)
        case 5 | 6:
            return ".jsonl", spoil(as_json(rows, chance), chance)
        case 7:
            return ".parquet", spoil(as_parquet(rows, chance), chance)
        case 8:
            content = as_excel(rows, chance)
            return ".xlsx", spoil(content, chance) if chance.random() < 0.5 else repacked(content, chance)
        case _:
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("a.csv", spoil(as_csv(rows, chance), chance))
            content = out.getvalue()
            return ".zip", spoil(content, chance) if chance.random() < 0.5 else content


# --- what other readers find --------------------------------------------------------------------


def csv_rows(content: bytes, columns: list[str]) -> list[list[str]] | None:
    """The rows by Python's csv module, by the delimiter that gives these columns."""
    text = content.decode("utf-8-sig")
    for mark in ",;\t|":
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
        except csv.Error:
            continue
        if [column_name(name) for name in rows[0]] == columns:
            if len(columns) == 1:
                return [row or [""] for row in rows[1:]]
            return [row for row in rows[1:] if row]
    return None


def json_rows(content: bytes, columns: list[str]) -> list[list[str]]:
    """The rows by Python's json module, texts alone told exactly."""
    rows = []
    for line in content.decode("utf-8-sig").split("\n"):
        if line.strip():
            found = {column_name(key): value for key, value in json.loads(line, parse_int=str, parse_float=str).items()}
            given = [found.get(name) for name in columns]
            rows.append(["" if v is None else str(v).lower() if isinstance(v, bool) else v for v in given])
    return rows


def excel_count(content: bytes) -> int:
    """The rows of a workbook's sheet that have a value, but the first, by its XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        shared = []
        if "xl/sharedStrings.xml" in archive.namelist():
            texts = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = ["".join(item.itertext()) for item in texts.iter(NAMESPACE + "si")]
    count = 0
    for row in root.iter(NAMESPACE + "row"):
        for cell in row:
            text = cell.findtext(NAMESPACE + "v") or "".join(cell.itertext())
            if text and cell.get("t") == "s":
                text = shared[int(text)]
            if text:
                count += 1
                break
    return count - 1


def parquet_count(path: Path) -> int:
    with duckdb.connect() as con:
        return con.execute("select num_rows from parquet_file_metadata(?)", [str(path)]).fetchone()[0]


def unpacked(end: str, content: bytes) -> bytes:
    if end == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(archive.namelist()[0])
    return gzip.decompress(content) if end == ".csv.gz" else content


# --- the test -----------------------------------------------------------------------------------


def land_all(folder: Path, files: list[tuple[str, bytes]]) -> Counter:
    """Land files together into one root, and hold what became of each to what is in it."""
    project = make_project(folder / "project")
    root = Folder(project / "data" / "landing")
    inbox = folder / "inbox"
    inbox.mkdir()
    paths = []
    for number, (end, content) in enumerate(files):
        moment = START + timedelta(days=number)
        paths.append(inbox / f"f{number}_{moment:%Y%m%d}{end}")
        paths[-1].write_bytes(content)
    results = upload.upload(
        root, load_contract(project, "nyc", "custody"), paths, kind="full", pattern="_%Y%m%d"
    )
    by_file = {}
    for result in results:
        by_file.setdefault(result.file.split("/")[0], []).append(result)
    assert set(by_file) == {path.name for path in paths}
    batches = ledger.read_batches(root)
    landed = {batch.landed["source_name"]: batch.landed for batch in batches.values()}
    kept = read_rows(root, landed)
    became: Counter = Counter()
    for (end, content), path in zip(files, paths, strict=True):
        for result in by_file[path.name]:
            became[result.status, end] += 1
            if result.status == "landed":
                check_rows(end, content, path, landed[result.file], kept[result.batch_id])
            else:
                said = str(result.error)
                assert result.status == "refused" and isinstance(result.error, DeriveError), path
                assert result.file not in landed
                assert result.file in said or path.name in said, said
                assert "report it" not in said and "is not landed: " not in said, (said, path)
    assert not list(root.scratch.glob("*")), "scratch is left"
    parts = {root.path / landing.part_name(event) for event in landed.values()}
    assert set(root.path.rglob("*.parquet")) == parts, "a part that nothing names, or none"
    assert not root.names(ledger.PENDING)
    return became


def read_rows(root: Folder, landed: dict[str, dict]) -> dict[str, list[dict]]:
    rows: dict[str, list[dict]] = {event["batch_id"]: [] for event in landed.values()}
    with duckdb.connect() as con:
        for part in {str(root.path / landing.part_name(event)) for event in landed.values()}:
            found = con.execute(
                "from read_parquet(?, hive_partitioning = false) order by _batch_id, _row_number", [part]
            )
            names = [column[0] for column in found.description]
            for values in found.fetchall():
                row = dict(zip(names, values, strict=True))
                rows[row["_batch_id"]].append(row)
    return rows


def check_rows(end: str, content: bytes, path: Path, event: dict, rows: list[dict]) -> None:
    """Rows in are rows landed, with the texts that they had."""
    assert [row["_row_number"] for row in rows] == list(range(1, event["rows"] + 1)), path
    columns = event["columns"]
    texts = [[row[name] for name in columns] for row in rows]
    plain = unpacked(end, content)
    if plain.startswith(b"PAR1"):
        assert len(rows) == parquet_count(path), path
    elif plain.startswith(b"PK\x03\x04"):
        assert len(rows) == excel_count(plain), path
    elif plain.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        assert texts == json_rows(plain, columns), path
    else:
        assert texts == csv_rows(plain, columns), path


def run(folder: Path, seed: int, count: int, at_once: int = 100) -> Counter:
    """Make and land `count` files, `at_once` in a landing root; what became of them."""
    chance = random.Random(seed)
    real = real_files()
    became: Counter = Counter()
    for number in range(0, count, at_once):
        files = [made_file(chance, real) for _ in range(min(at_once, count - number))]
        chunk = folder / str(number)
        chunk.mkdir()
        became += land_all(chunk, files)
    return became
