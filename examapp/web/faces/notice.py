"""What people are told before they agree; a change of any word is a new version that is asked for again."""

from examapp.services.face_references import KEPT_DAYS

VERSION = "2026-11"


def notice_paragraphs(contact: str) -> list[tuple[str, str]]:
    """(heading, text) in plain words; `contact` is whom to ask."""
    return [
        ("做什么用", "只用来确认参加考核的是您本人。不用来找人，不用来考勤，不给别的单位。"),
        (
            "怎么用",
            "用手机拍两到三张脸，系统换算成一组数字，加密存放在本单位的服务器上，照片不保存。"
            "考核时再拍几张，和您自己的那组数字比对，比对完照片就丢掉。数字只通过本单位的网络传送，不传给任何第三方，不出境。",
        ),
        ("存多久", f"最多 {KEPT_DAYS} 天，到期自动删除。您随时可以删。"),
        ("可以不用", "不同意也一样考：请安全员或者执法人员当面看身份证就行，时间和成绩不受任何影响。"),
        (
            "您的权利",
            "可以随时撤回同意，撤回后人脸数据马上删除，以前的成绩不变。可以看、可以要一份自己的档案。不满 14 周岁的不登记人脸。",
        ),
        (
            "可能的影响",
            "人脸是敏感信息，泄露了会有风险。所以我们只存数字、加密存放，看不到数字，也倒推不出照片。",
        ),
        ("问谁", contact),
    ]


def notice_text(contact: str) -> str:
    """The whole text, as it is digested."""
    return "\n".join(f"{heading}：{text}" for heading, text in notice_paragraphs(contact))
