"""A group robot of 钉钉: signed with its secret where one is set (the robot's page calls it 加签)."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from urllib.parse import urlencode

from examapp.adapters.messages.posting import MessageError, post_json


def sign(secret: str, timestamp_ms: int) -> str:
    """What 钉钉 checks: base64 of HMAC-SHA256 over "timestamp, line end, secret", keyed with the secret."""
    text = f"{timestamp_ms}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


class DingTalkRobot:
    """Tells one group."""

    channel = "dingtalk"
    personal = False

    def __init__(self, webhook: str, secret: str = "", clock: Callable[[], float] = time.time) -> None:
        self._webhook, self._secret, self._clock = webhook, secret, clock

    def send(self, text: str, phone: str = "") -> None:
        """Raises MessageError."""
        answer = post_json(self._address(), {"msgtype": "text", "text": {"content": text}})
        if answer.get("errcode") != 0:
            raise MessageError(f"钉钉不收：{answer.get('errcode')}")

    def _address(self) -> str:
        if not self._secret:
            return self._webhook
        timestamp = int(self._clock() * 1000)
        signed = urlencode({"timestamp": timestamp, "sign": sign(self._secret, timestamp)})
        return f"{self._webhook}{'&' if '?' in self._webhook else '?'}{signed}"
