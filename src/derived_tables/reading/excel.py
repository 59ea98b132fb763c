"""Excel workbooks (.xlsx, .xlsm): one sheet, its values as text.

Row 1 names the columns. What lands is what a cell holds: of a formula its last result, never the
formula; dates as ISO text (without a midnight), whole numbers without `.0`, true and false as those
words, an error as Excel writes it (#N/A). Hidden rows and columns land as others do. Rows with
nothing in them are no rows. Merged cells are refused: only the first of them has a value.
"""

from __future__ import annotations

import datetime
import math
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from derived_tables.errors import DeriveError
from derived_tables.reading.archive import Limits, check_sizes
from derived_tables.reading.delivered import MOST_DIGITS, Delivered, checked_names, write_even

# All texts of a workbook are held in memory.
MOST_TEXT_BYTES = 200_000_000
SHARED = "xl/sharedStrings.xml"


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Say of a workbook that openpyxl cannot read that it is damaged; it raises whatever it met."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # A date that no calendar has would become an error value.
            warnings.filterwarnings("error", message="Cell .* is marked as a date")
            yield
    except (DeriveError, GeneratorExit):
        raise
    except UserWarning as error:
        found = re.match(r"Cell (\w+) .* serial value (\S+)", str(error))
        cell, serial = found.groups() if found else ("?", "?")
        raise DeriveError(
            f"cell {cell} is a date beyond the year 9999, or before Excel's first ({serial}).",
            place=name,
            remedy="Correct it at the source.",
        ) from None
    except Exception as error:
        raise DeriveError(
            f"the workbook is damaged ({type(error).__name__}).",
            place=name,
            remedy="Open it in Excel and save it again, or save the sheet as CSV.",
        ) from None


@contextmanager
def _workbook(path: Path, name: str) -> Iterator[Any]:
    from openpyxl import load_workbook

    # Opened here: openpyxl goes by the end of a name, which scratch files do not keep.
    with _told(name), open(path, "rb") as packed:
        yield load_workbook(packed, read_only=True, data_only=True, keep_links=False)


def chosen_sheet(path: Path, name: str, sheet: str | None, limits: Limits) -> str:
    """The title of the sheet to read: the one asked for, or the only one that shows."""
    with _told(name), zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        check_sizes(infos, path, name, limits)
        if sum(info.file_size for info in infos if info.filename == SHARED) > MOST_TEXT_BYTES:
            raise DeriveError(
                f"its texts take more than {MOST_TEXT_BYTES // 1_000_000} MB.",
                place=name,
                remedy="Save the sheet as CSV.",
            )
    with _workbook(path, name) as book:
        states = {one.title: one.sheet_state for one in book.worksheets}
    shown = [title for title, state in states.items() if state == "visible"]
    if sheet is not None:
        if sheet not in states:
            raise DeriveError(
                f"it has no sheet {sheet!r}.",
                place=name,
                remedy=f"Its sheets: {', '.join(map(repr, shown))}.",
            )
        return sheet
    if len(shown) != 1:
        raise DeriveError(
            f"it has {len(shown)} sheets that show: {', '.join(map(repr, shown)) or 'none'}.",
            place=name,
            remedy="Say which one with --sheet; hidden ones are read only when named.",
        )
    return shown[0]


def open_up(file: Delivered) -> None:
    """Write the file's sheet as the CSV that DuckDB reads; DeriveError names the cell."""
    with _workbook(file.plain, file.name) as book:
        rows = _rows(book, book[file.sheet], file.name)
        _, cells = next(rows, (0, []))
        names = [text for _, text in cells]
        if not any(name.strip() for name in names):
            raise DeriveError(
                "there is no header: row 1 of the sheet is empty.",
                place=file.name,
                remedy="The first row must name the columns, with nothing above it.",
            )
        file.header = checked_names(_spread(cells), file.name)
        write_even(file, _even_rows(file, rows))


def _spread(cells: list[tuple[int, str]]) -> list[str]:
    """Cells as a list of texts, by column, those that are not there empty, without a blank end."""
    filled = [(column, text) for column, text in cells if text != ""]
    found = [""] * (filled[-1][0] if filled else 0)
    for column, text in filled:
        found[column - 1] = text
    return found


def _even_rows(file: Delivered, rows: Iterator[tuple[int, list[tuple[int, str]]]]) -> Any:  # noqa: ANN401
    from openpyxl.utils import get_column_letter

    width = len(file.header)
    for number, cells in rows:
        found = _spread(cells)
        if len(found) > width:
            raise DeriveError(
                f"cell {get_column_letter(len(found))}{number} is beyond the last column that "
                f"has a name ({file.header[-1]}).",
                place=file.name,
                remedy="Name the column in row 1, or clear the cell.",
            )
        if found:
            yield found + [""] * (width - len(found))


def _rows(book: Any, sheet: Any, name: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:  # noqa: ANN401
    """Each row's number in the sheet, and its cells as column number and text.

    openpyxl's own rows leave out cells and rows that are out of order, so its parser is used.
    """
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Cells(WorkSheetParser):
        def parse_cell(self, element: Any) -> dict[str, Any]:  # noqa: ANN401
            cell = super().parse_cell(element)
            cell["formula"] = element.find(FORMULA_TAG) is not None
            return cell

    with sheet._get_source() as source:
        parser = Cells(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        before = 0
        for number, cells in parser.parse():
            columns = [cell["column"] for cell in cells]
            rows = {cell["row"] for cell in cells}
            if number <= before or rows - {number} or sorted(set(columns)) != columns:
                raise DeriveError(
                    f"row {number} of the sheet, or a cell of it, is out of order or there twice.",
                    place=name,
                    remedy="Open it in Excel and save it again.",
                )
            if not before and number > 1:
                yield 1, []
            before = number
            yield number, [(cell["column"], _text(cell, name)) for cell in cells]
        merged = [one.ref for one in getattr(parser.merged_cells, "mergeCell", [])]
        if merged:
            raise DeriveError(
                f"cells {', '.join(merged[:5])} are merged.",
                place=name,
                remedy="Unmerge them and fill each: only the first of them has a value.",
            )


def _text(cell: dict[str, Any], name: str) -> str:
    """A cell's value as text."""
    value = cell["value"]
    if value is None:
        # A formula that gave an empty text has the type of a text.
        if cell["formula"] and cell["data_type"] != "str":
            raise DeriveError(
                f"cell {_address(cell)} has a formula without its result.",
                place=name,
                remedy="Open the workbook in Excel and save it, so that it is worked out.",
            )
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(cell, name)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _number(cell: dict[str, Any], name: str) -> str:
    value = cell["value"]
    if isinstance(value, float) and not math.isfinite(value):
        raise DeriveError(f"cell {_address(cell)} is no number: {value}.", place=name)
    exact = Decimal(value) if isinstance(value, int) else Decimal(repr(value))
    if exact.adjusted() >= MOST_DIGITS:
        raise DeriveError(
            f"cell {_address(cell)} has a number of more than {MOST_DIGITS} digits.",
            place=name,
            remedy="If it is an identifier, format the cell as text and enter it again.",
        )
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _address(cell: dict[str, Any]) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(cell['column'])}{cell['row']}"
