"""Workbooks and zips that nobody's office program would make."""

import io
import zipfile

from examapp.adapters.tables.spreadsheets import write_excel

ROWS = [["题干", "选项A", "选项B", "答案"], ["灭火器放哪里？", "看得见处", "柜子里", "A"]]


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def workbook_parts() -> dict[str, bytes]:
    """The parts of a good small workbook."""
    return unzipped(write_excel({"题": ROWS}))


def workbook(cells: bytes, head: bytes = b"") -> bytes:
    """A workbook whose only sheet holds these rows, as its author typed the XML."""
    parts = workbook_parts()
    parts["xl/worksheets/sheet1.xml"] = (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        + head
        + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + cells
        + b"</sheetData></worksheet>"
    )
    return zipped(parts)


def renamed_sheet(cells: bytes, path: str) -> bytes:
    """The same, with the sheet kept under another path that the workbook's relations name."""
    parts = unzipped(workbook(cells))
    parts[path] = parts.pop("xl/worksheets/sheet1.xml")
    old = b"worksheets/sheet1.xml"
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        old, path.removeprefix("xl/").encode()
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"/xl/" + old, b"/" + path.encode())
    return zipped(parts)


def doubled_sheet(cells: bytes) -> bytes:
    """Two entries of one name: a harmless one, and another."""
    buffer = io.BytesIO(zipped(workbook_parts()))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", unzipped(workbook(cells))["xl/worksheets/sheet1.xml"])
    return buffer.getvalue()
