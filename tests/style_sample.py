"""What the style pages show: the longest, the least and the most that a page must bear. All of it is made up."""

import io

import segno

LONG_NAME = "澜江滨海工业园区宏远精细化工科技发展股份有限公司上虞分公司"
WORDS = [
    ("现场抽考", "tablet"), ("检查", "clipboard"), ("整改", "repair"), ("覆盖率", "chart"), ("企业", "building"), ("人员", "people"),
    ("题库", "book"), ("组卷方案", "sheet"), ("区域", "map"), ("执法人员", "badge"), ("账号", "key"), ("审计", "shield"),
]  # fmt: skip
# name, role, post, answered, time left, right answers (None before submission), state
PEOPLE = [
    ("王建国", "主要负责人", "", 10, "—", 9, "done"),
    ("欧阳建国华", "主要负责人", "", 10, "—", 10, "done"),
    ("陈志强", "安全管理人员", "", 10, "—", 7, "done"),
    ("刘芳", "安全管理人员", "", 6, "3分42", None, "answering"),
    ("古丽娜尔·艾", "一线重点岗位", "动火作业", 3, "4分05", None, "answering"),
    ("吴桂兰", "一线重点岗位", "受限空间作业", 0, "—", None, "waiting"),
    ("㛃䶮", "一线重点岗位", "使用危险化学品岗位", 10, "—", 8, "done"),
    ("周海涛", "一线重点岗位", "吊装作业", 9, "0分58", None, "answering"),
    ("孙丽", "一线重点岗位", "临时用电作业", 10, "—", 6, "done"),
    ("李思远", "一线重点岗位", "有限空间作业（工贸）", 0, "—", None, "confirmed"),
    ("马超", "一线重点岗位", "高处作业", 1, "4分41", None, "answering"),
    ("何静", "一线重点岗位", "断路作业", 0, "—", None, "expected"),
]
STATES = [
    ("三类都抽到", "ok", "✓"),
    ("查了没考", "bad", "×"),
    ("没抽全", "warn", "!"),
    ("免考", "", "—"),
]


class Reader:
    """The signed-in person of the frame."""

    name = "欧阳守正"
    role_label = "市应急管理局 管理员"

    def may(self, _permission: str) -> bool:
        """Everything is shown."""
        return True


def _person(name, role, post, answered, left, right, state) -> dict:
    return {
        "name": name,
        "role": role,
        "post": post,
        "answered": list(range(1, answered + 1)),
        "left": left,
        "score": "—" if right is None else right * 10,
        "state": state,
        "passed": None if right is None else right >= 8,
        "marks": None if right is None else [number < right for number in range(10)],
    }


def _qr() -> str:
    drawn = io.BytesIO()
    segno.make("https://kaohe.example/q/7KX492MD", error="m").save(drawn, kind="svg", omitsize=True, border=0)
    return drawn.getvalue().decode()


POSTS = [
    ("hot_work", "动火作业"),
    ("confined_space", "受限空间作业"),
    ("height", "高处作业"),
    ("lifting", "吊装作业"),
]


def sample() -> dict:
    """The variables of all four style pages."""
    names = [LONG_NAME, "云澜金禾特钢", "澜江新辰石料矿业有限公司", "青石街道老张五金加工厂"]
    return {
        "actor": Reader(),
        "is_demo": True,
        "nav_items": [
            {"label": label, "icon": icon, "url": "#", "current": label == "覆盖率"} for label, icon in WORDS
        ],
        "qr": _qr(),
        "people": [_person(*row) for row in PEOPLE],
        "counties": [
            {"label": "云澜区", "part": 12, "whole": 12, "url": "#"},
            {"label": "澜江区", "part": 10, "whole": 11, "url": "#"},
            {"label": "望潮县", "part": 5, "whole": 9, "url": "#"},
            {"label": "青岭县", "part": 0, "whole": 0},
        ],
        "months": [
            {"label": f"{month}月", "share": share}
            for month, share in zip(range(4, 12), (None, 40, 55, 62, 78, 84, 91, 100), strict=True)
        ],
        "enterprises": [
            {
                "name": name,
                "county": "澜江区",
                "day": "11 月 23 日",
                "people": 9,
                "shares": [40, 60, 55, 80, 90, 75],
                "word": word,
                "kind": kind,
                "sign": sign,
            }
            for name, (word, kind, sign) in zip(names, STATES, strict=True)
        ],
        "posts": POSTS,
        "page_url": lambda number: f"?page={number}",
    }
