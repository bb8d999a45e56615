"""What a device calls itself, in words that an inspector can hold against what people have in their hands."""

_WORDS = (
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("Windows", "电脑"),
    ("Macintosh", "电脑"),
    ("Linux", "电脑"),
)


def device_words(user_agent: str) -> str:
    """Such as 安卓手机（微信）; an Android without "Mobile" is a tablet. Empty when it does not say."""
    kind = next((words for sign, words in _WORDS if sign in user_agent), "")
    if kind == "安卓手机" and "Mobile" not in user_agent:
        kind = "安卓平板"
    return f"{kind}（微信）" if kind and "MicroMessenger" in user_agent else kind
