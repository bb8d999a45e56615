"""Enterprises from a table."""

from examapp.web.people.register_imports.pages import ImportPages

PAGES = ImportPages(
    kind="enterprises",
    name="enterprise_imports",
    permission="enterprises.manage",
    noun="企业",
    explanation="把企业名册一次导进来；信用代码已经登记的，按表格更新。",
    list_endpoint="enterprises.index",
)
bp = PAGES.blueprint()
