"""Which ways are on: those whose address is set; without any setting nothing is ever sent."""

from collections.abc import Mapping

from examapp.adapters.messages.dingtalk import DingTalkRobot
from examapp.adapters.messages.sms import SmsGateway
from examapp.adapters.messages.wecom import WeComRobot


def make_messengers(settings: Mapping[str, str]) -> tuple:
    """One messenger per address of `dingtalk_webhook`, `wecom_webhook`, `sms_url`."""
    made: list = []
    if settings.get("dingtalk_webhook"):
        made.append(DingTalkRobot(settings["dingtalk_webhook"], settings.get("dingtalk_secret", "")))
    if settings.get("wecom_webhook"):
        made.append(WeComRobot(settings["wecom_webhook"]))
    if settings.get("sms_url"):
        made.append(SmsGateway(settings["sms_url"], settings.get("sms_token", "")))
    return tuple(made)
