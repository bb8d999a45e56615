"""What people are told before they agree; a change of any word is a new version that is asked for again."""

from examapp.services.faces.face_pictures import PROBE_DAYS
from examapp.services.faces.face_references import KEPT_DAYS
from examapp.services.faces.face_switches import current_switch

VERSION = "2026-11-3"


def notice_paragraphs(contact: str) -> list[tuple[str, str]]:
    """(heading, text) in plain words; `contact` is whom to ask."""
    return [
        ("谁在用", "管辖您企业的应急管理部门；企业安全员只帮忙确认是不是您本人。没有委托别的公司处理人脸。"),
        ("做什么用", "只用来确认参加考核的是您本人。不用来找人，不用来考勤，不给别的单位。"),
        (
            "为什么要用",
            "在家里考核时没有人在旁边看，人脸能省去您跑一趟。有人能当面看身份证时就不需要，所以由您自己选。",
        ),
        (
            "怎么用",
            "用手机拍两到三张脸，系统换算成一组数字，加密存放在本单位的服务器上，照片不保存。"
            "照片从您的手机经网络加密传到本单位的服务器，比对完就丢掉。不传给任何第三方，不出境。"
            "考核时再拍几张，和您自己的那组数字比对，像就自动通过；拿不准的由工作人员看，通过的也会抽一部分由工作人员再看一眼。"
            "有的考核中途会再看一眼。",
        ),
        (
            "存多久",
            f"最多 {KEPT_DAYS} 天，到期自动删除。您随时可以删。您另外同意留给复核人员看的照片，拍下后 {PROBE_DAYS} 天删除；"
            "登记时的那一张和数字一起删除。备份里的数据加密存放，随备份到期删除。",
        ),
        (
            "可以不用",
            "不同意也一样考：请安全员或者执法人员当面看身份证就行，时间和成绩不受任何影响，也不会反复问您。",
        ),
        (
            "您的权利",
            "可以随时撤回同意，撤回后人脸数据马上删除，以前的成绩不变。可以看、可以要一份自己的人脸资料。"
            "机器没认出来的，可以说明情况、请人复核，机器不会单独决定您的成绩。不满 14 周岁的不登记人脸。",
        ),
        (
            "可能的影响",
            "人脸是敏感信息，泄露了会有风险，而且不像密码可以换。所以我们只存数字、加密存放，工作人员看不到这些数字。",
        ),
        ("问谁", contact),
    ]


def read_paragraphs(text: str) -> list[tuple[str, str]]:
    """(heading, text) again of a whole text as notice_text gives it."""
    parts = (line.partition("：") for line in text.splitlines())
    return [(heading, words) for heading, _, words in parts]


def current_notice() -> str:
    """The whole text as it stands today."""
    switch = current_switch()
    return notice_text(switch.contact if switch else "")


def notice_text(contact: str) -> str:
    """The whole text, as it is kept and digested."""
    return "\n".join(f"{heading}：{text}" for heading, text in notice_paragraphs(contact))
