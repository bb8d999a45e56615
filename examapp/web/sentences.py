"""The Chinese sentence for each domain refusal: title and text, filled from the error's data.

Every code that a service can raise has a line here; a test compares this table with the code base.
"""

from examapp.domain.errors import DomainError

SENTENCES: dict[str, tuple[str, str]] = {
    "not_found": ("没有找到", "这条内容不存在，或者不在您的管辖范围内。"),
    "link_unusable": ("链接已失效", "这个链接已经用过或者过期了，请重新要一个。"),
    "sign_in_refused": ("没有登录成功", "账号或密码不对，请核对后再试。忘记了请联系系统管理员。"),
    "password_weak": ("密码太简单", "密码至少 12 个字符，不能包含登录名，也不要总是重复几个字符。"),
    "login_name_taken": ("登录名已有人用", "登录名“{login_name}”已经有人用，请换一个。"),
    "receipt_mismatch": ("重复的操作", "这个操作编号已经用在别的事情上，请刷新页面后再试。"),
    "state_conflict": ("现在不能这样做", "这件事的状态已经变了，请刷新页面看最新情况。"),
}


def sentence_for(error: DomainError) -> tuple[str, str]:
    """Title and text; an unknown code still tells the person that nothing was changed."""
    title, text = SENTENCES.get(error.code, ("没有办成", "这一步没有办成，没有改动任何内容。请返回重试。"))
    return title, text.format_map(_Shown(error.data))


class _Shown(dict):
    def __missing__(self, key: str) -> str:
        return ""
