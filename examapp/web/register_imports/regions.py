"""Regions from a table."""

from examapp.web.register_imports.pages import Words, import_pages

WORDS = Words("区域", "把市、区县、镇街一次导进来。", "regions.index")
bp = import_pages("regions", "region_imports", "regions.manage", WORDS)
