"""Inspectors from a table."""

from examapp.web.people.register_imports.pages import ImportPages

PAGES = ImportPages(
    kind="inspectors",
    name="inspector_imports",
    permission="inspectors.manage",
    noun="执法人员",
    explanation="把执法人员和执法证号一次导进来。登录账号另外添加，填同一个执法证号就会合在一起。",
    list_endpoint="inspectors.index",
)
bp = PAGES.blueprint()
