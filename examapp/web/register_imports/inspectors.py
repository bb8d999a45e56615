"""Inspectors from a table."""

from examapp.web.register_imports.pages import Words, import_pages

WORDS = Words(
    "执法人员",
    "把执法人员和执法证号一次导进来。登录账号另外添加，填同一个执法证号就会合在一起。",
    "inspectors.index",
)
bp = import_pages("inspectors", "inspector_imports", "inspectors.manage", WORDS)
