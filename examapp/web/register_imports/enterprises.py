"""Enterprises from a table."""

from examapp.web.register_imports.pages import Words, import_pages

WORDS = Words("企业", "把企业名册一次导进来；信用代码已经登记的，按表格更新。", "enterprises.index")
bp = import_pages("enterprises", "enterprise_imports", "enterprises.manage", WORDS)
