"""The left navigation: at most eight words, only what the role may open."""

from flask import Flask, g, request, url_for
from flask_login import current_user

from examapp.services.core.demonstration import is_demonstration

# (permission, endpoint, label, icon); pages whose blueprint is not registered are left out.
ENTRIES = [
    ("spot_quizzes.run", "spot_quizzes.home", "现场抽考", "tablet"),
    ("inspections.view", "inspections.index", "检查", "clipboard"),
    ("rectifications.view", "rectifications.index", "整改", "repair"),
    ("exams.view", "exams.index", "考核", "sheet"),
    ("identities.check", "identities.index", "身份核对", "badge"),
    ("coverage.view", "coverage.index", "覆盖率", "chart"),
    ("enterprises.view", "enterprises.index", "企业", "building"),
    ("candidates.view", "candidates.index", "人员", "people"),
    ("bank.view", "bank.index", "题库", "book"),
    ("items.edit", "item_reviews.index", "写题与审题", "pencil"),
    ("appeals.view", "appeals.index", "申诉", "scale"),
    ("blueprints.view", "blueprints.index", "组卷方案", "sheet"),
    ("laws.view", "laws.index", "法规", "scale"),
    ("statistics.view", "statistics.index", "题目统计", "chart"),
    ("regions.view", "regions.index", "区域", "map"),
    ("inspectors.view", "inspectors.index", "执法人员", "badge"),
    ("accounts.manage", "accounts.index", "账号", "key"),
    ("faces.switch", "faces_switch.show", "人脸核验", "people"),
    ("clocks.manage", "clocks.index", "服务器时间", "gear"),
    ("audit.view", "audit.index", "审计", "shield"),
]
# An entry whose pages are spread over several blueprints.
_PARTS = {
    "inspections.index": {
        "inspections",
        "inspection_approvals",
        "visit_changes",
        "inspection_imports",
        "walk_ins",
        "records",
    },
    "item_reviews.index": {"items", "item_reviews"},
    "bank.index": {
        "bank",
        "item_lives",
        "item_exports",
        "item_imports",
        "item_columns",
        "item_filling",
        "item_mends",
        "item_sources",
    },
    "accounts.index": {"accounts", "first_steps", "second_steps"},
    "candidates.index": {"candidates", "face_enrolments"},
    "identities.index": {"identities", "face_reviews"},
    "regions.index": {"regions", "region_imports"},
    "enterprises.index": {"enterprises", "enterprise_imports", "rosters", "archives"},
    "inspectors.index": {"inspectors", "inspector_imports"},
    "exams.index": {"exams", "exam_people", "exam_roster", "exam_cancellations"},
}
# Pages of the own account, behind the button below the menu.
_OWN = frozenset({"passkeys", "phone_codes", "second_factors"})


def register_navigation(app: Flask) -> None:
    """Give every template `actor`, `nav_items`, `is_demo` and `clock_alarm`."""

    @app.context_processor
    def page_frame() -> dict:
        """Who is signed in and where they can go; nobody and nowhere on the page that tells of a database gone."""
        if "database_away" in g:
            return {"actor": None, "nav_items": [], "is_demo": False, "clock_alarm": False}
        if not current_user or not current_user.is_authenticated:
            return {"actor": None, "nav_items": [], "is_demo": is_demonstration(), "clock_alarm": False}
        actor = current_user.actor
        items = [
            {"label": label, "url": url_for(endpoint), "icon": icon, "current": _is_current(endpoint)}
            for permission, endpoint, label, icon in ENTRIES
            if actor.may(permission) and endpoint in app.view_functions
        ]
        alarm = not app.extensions["ports"].clock.is_sure()
        return {
            "actor": actor,
            "nav_items": items,
            "own_pages": (request.endpoint or "").split(".")[0] in _OWN,
            "is_demo": is_demonstration(),
            "clock_alarm": alarm,
        }


def _is_current(endpoint: str) -> bool:
    return bool(request.endpoint) and request.endpoint.split(".")[0] in _PARTS.get(
        endpoint, {endpoint.split(".")[0]}
    )
