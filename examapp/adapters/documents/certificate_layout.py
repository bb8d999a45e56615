"""A certificate's facts as the rows that paper and public page both show."""

from datetime import datetime

from examapp.adapters.documents.amendment_layout import local
from examapp.adapters.documents.official_layout import NOT_RECORDED
from examapp.adapters.documents.record_layout import IDENTITY, score_text
from question_bank.model import Post, Role

TITLE = "安全生产考核合格证明"
NOTE = (
    "本证明只说明持有人通过了上面这一次考核，不代替特种作业操作证等国家规定的资格证书。"
    "扫二维码可以核对每一项内容，以及现在是否有效。"
)


def layout_certificate(content: dict) -> dict:
    """Title, statement, facts in pairs, note; the same for paper and page."""
    post = f"　{Post(content['post']).label}" if content["post"] else ""
    return {
        "title": TITLE,
        "number": content["number"],
        "moment": list(datetime.fromisoformat(content["issued_at"]).timetuple()[:6]),
        "banner": "演示数据：地区、企业、人员均为虚构" if content["demonstration"] else "",
        "statement": f"{content['name']} 参加“{content['exam']}”，考核合格。",
        "facts": [
            ["姓名", content["name"]],
            ["身份证后四位", content["id_tail_masked"]],
            ["企业", content["enterprise"]],
            ["人员类别", Role(content["role"]).label + post],
            [
                "成绩",
                f"{score_text(content['score_tenths'])} 分（满分 {score_text(content['full_tenths'])} 分）",
            ],
            ["身份核验", IDENTITY.get(content["identity_level"], "—")],
            ["合格日期", content["passed_on"]],
            ["有效期至", content["valid_until"] or "长期"],
            ["出具单位", _issuer(content)],
            ["出具时间", local(content["issued_at"])],
        ],
        "note": NOTE,
    }


def _issuer(content: dict) -> str:
    issuer = content.get("issuer")
    if issuer is None:
        return NOT_RECORDED
    if issuer["kind"] == "enterprise":
        return f"{issuer['name']}（企业自行组织）"
    return issuer["name"] or f"{issuer['region']}（执法机关没有填写）"
