"""A gateway for text messages that the bureau runs or buys: POST {"phone", "text"} with a bearer token, answer {"ok": true}.

Gateways differ; what speaks another dialect is put behind a small relay on the bureau's own network.
"""

from examapp.adapters.messages.posting import MessageError, post_json


class SmsGateway:
    """Tells one person."""

    channel = "sms"
    personal = True

    def __init__(self, url: str, token: str = "") -> None:
        self._url, self._token = url, token

    def send(self, text: str, phone: str = "") -> None:
        """Raises MessageError."""
        if not phone:
            raise MessageError("没有手机号")
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if post_json(self._url, {"phone": phone, "text": text}, headers).get("ok") is not True:
            raise MessageError("短信网关不收")
