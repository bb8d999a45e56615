"""Regions from a table."""

from examapp.web.people.register_imports.pages import ImportPages

PAGES = ImportPages(
    kind="regions",
    name="region_imports",
    permission="regions.manage",
    noun="区域",
    explanation="把市、区县、镇街一次导进来。",
    list_endpoint="regions.index",
)
bp = PAGES.blueprint()
