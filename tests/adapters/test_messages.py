"""Group robots and the text message gateway, against a server on this machine: what is sent, and every way it fails."""

from urllib.parse import parse_qs, urlsplit

import pytest

from examapp.adapters.messages.choosing import make_messengers
from examapp.adapters.messages.dingtalk import DingTalkRobot, sign
from examapp.adapters.messages.posting import MessageError
from examapp.adapters.messages.sms import SmsGateway
from examapp.adapters.messages.wecom import WeComRobot
from examapp.settings import SettingsError
from tests.databases import make_settings
from tests.gateways import running_gateway


@pytest.fixture
def gateway():
    with running_gateway() as found:
        yield found


def test_dingtalk_gets_the_text_and_a_signature_of_the_moment(gateway):
    DingTalkRobot(f"{gateway.url}/robot/send?access_token=t", "SECabc", clock=lambda: 1_700_000_000.5).send(
        "还有 3 人"
    )
    path, _, body = gateway.requests[0]
    query = parse_qs(urlsplit(path).query)
    assert body == {"msgtype": "text", "text": {"content": "还有 3 人"}}
    assert query == {
        "access_token": ["t"],
        "timestamp": ["1700000000500"],
        "sign": [sign("SECabc", 1_700_000_000_500)],
    }


def test_the_signature_is_the_hmac_that_the_robots_page_describes():
    # Computed with `printf '1\nSECabc' | openssl dgst -sha256 -hmac SECabc -binary | base64`.
    assert sign("SECabc", 1) == "12l/3BnQNEP6qQBGDxoeXNAUdEkWYxNjlLZvnk898sk="


def test_wecom_and_the_gateway_get_theirs(gateway):
    WeComRobot(f"{gateway.url}/cgi-bin/webhook/send?key=k").send("还有 3 人")
    SmsGateway(f"{gateway.url}/sms", "token").send("张师傅，请完成", "13900000000")
    (_, _, group), (path, headers, person) = gateway.requests
    assert group == {"msgtype": "text", "text": {"content": "还有 3 人"}}
    assert (path, headers["Authorization"]) == ("/sms", "Bearer token")
    assert person == {"phone": "13900000000", "text": "张师傅，请完成"}


@pytest.mark.parametrize(
    "answer",
    [(500, "broken"), (302, ""), (200, "<html>"), (200, {"errcode": 310000}), (200, [1]), (404, {})],
)
@pytest.mark.parametrize("make", [DingTalkRobot, WeComRobot, SmsGateway])
def test_what_is_not_a_plain_yes_is_a_failure_that_tells_no_secret(gateway, make, answer):
    gateway.answer = answer
    with pytest.raises(MessageError) as failed:
        make(f"{gateway.url}/send?key=very-secret").send("x", "13900000000")
    assert "very-secret" not in str(failed.value)
    assert len(gateway.requests) == 1


def test_nobody_there_is_a_failure_and_a_person_without_a_number_too():
    for messenger, phone in (
        (WeComRobot("http://127.0.0.1:9/"), ""),
        (SmsGateway("http://127.0.0.1:9/"), ""),
    ):
        with pytest.raises(MessageError):
            messenger.send("x", phone)


def test_nothing_is_on_unless_settings_name_an_address(tmp_path):
    assert make_messengers(make_settings(tmp_path).messages) == ()
    on = make_settings(
        tmp_path,
        EXAMAPP_DINGTALK_WEBHOOK="https://a.example/x",
        EXAMAPP_WECOM_WEBHOOK="https://b.example/x",
        EXAMAPP_SMS_URL="http://10.0.0.1/sms",
    )
    assert [one.channel for one in make_messengers(on.messages)] == ["dingtalk", "wecom", "sms"]
    with pytest.raises(SettingsError, match="EXAMAPP_SMS_URL"):
        make_settings(tmp_path, EXAMAPP_SMS_URL="file:///etc/passwd")
