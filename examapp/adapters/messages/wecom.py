"""A group robot of 企业微信."""

from examapp.adapters.messages.posting import MessageError, post_json


class WeComRobot:
    """Tells one group."""

    channel = "wecom"
    personal = False

    def __init__(self, webhook: str) -> None:
        self._webhook = webhook

    def send(self, text: str, phone: str = "") -> None:
        """Raises MessageError."""
        answer = post_json(self._webhook, {"msgtype": "text", "text": {"content": text}})
        if answer.get("errcode") != 0:
            raise MessageError(f"企业微信不收：{answer.get('errcode')}")
