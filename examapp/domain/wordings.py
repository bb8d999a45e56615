"""What official documents say of authority, legal basis and rights where a region has not written its own.

Only articles of laws in force, word for word; the Ministry's forms are not known and not imitated.
Sources: 中华人民共和国安全生产法 (2021-06-10), 中华人民共和国行政处罚法 (2021-01-22).
"""

from dataclasses import dataclass

LEGAL_BASIS = "《中华人民共和国安全生产法》（2021 年版）第六十五条、第六十七条、第六十八条"
NOTICE = (
    "《中华人民共和国行政处罚法》（2021 年版）第五十五条：执法人员在调查或者进行检查时，应当主动向当事人或者有关人员出示执法证件。"
    "当事人或者有关人员有权要求执法人员出示执法证件。执法人员不出示执法证件的，当事人或者有关人员有权拒绝接受调查或者检查。"
    "第四十三条：当事人认为执法人员与案件有直接利害关系或者有其他关系可能影响公正执法的，有权申请回避。"
    "第四十五条：当事人有权进行陈述和申辩。"
    "第七条：公民、法人或者其他组织对行政机关所给予的行政处罚，享有陈述权、申辩权；"
    "对行政处罚不服的，有权依法申请行政复议或者提起行政诉讼。"
)
# Characters of each field.
MOST = {"authority": 60, "legal_basis": 500, "notice": 1500}


@dataclass(frozen=True, slots=True)
class Wording:
    """`authority` "" = nobody has named it; `confirmed`: the authority itself has read and saved these words."""

    authority: str = ""
    legal_basis: str = LEGAL_BASIS
    notice: str = NOTICE
    confirmed: bool = False

    def to_dict(self) -> dict:
        """As frozen facts and records keep it."""
        return {
            "authority": self.authority,
            "legal_basis": self.legal_basis,
            "notice": self.notice,
            "confirmed": self.confirmed,
        }
