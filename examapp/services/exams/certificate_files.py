"""All certificates of an enterprise's year in one file: each PDF under the person's name, and a list of them."""

import io
import re
import zipfile
from datetime import datetime

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.models.certificates import Certificate
from examapp.models.organizations import Enterprise
from examapp.services.core import printing
from examapp.services.core.ports import Ports
from examapp.services.exams.certificates import content_of, issue_missing

LIST_NAME = "合格证明清单.xlsx"
HEAD = ["编号", "姓名", "身份证后四位", "考核", "合格日期", "有效期至", "文件"]
# A certificate is some 60 kB; the file lies in the database for a week.
MOST = 2000


def pack_certificates(
    enterprise: Enterprise, year: int, *, base_url: str, now: datetime, ports: Ports
) -> bytes:
    """The zip. Certificates and papers that are missing are made. Outside any transaction.

    Raises certificates_none, certificates_too_many (count, most), and what a printer raises (printing.TROUBLES).
    """
    found = issue_missing(enterprise.id, year, base_url=base_url, now=now, ports=ports)
    if not found:
        raise DomainError("certificates_none", year=year)
    if len(found) > MOST:
        raise DomainError("certificates_too_many", count=len(found), most=MOST)
    facts = [(one.id, content_of(one), _file_name(one)) for one in found]
    packed = io.BytesIO()
    # PDFs are packed already.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(LIST_NAME, write_excel({"合格证明": [HEAD, *(_row(*fact[1:]) for fact in facts)]}))
        for certificate_id, _, name in facts:
            archive.writestr(name, printing.file_of("certificate", certificate_id, now=now, ports=ports))
    return packed.getvalue()


def _file_name(certificate: Certificate) -> str:
    name = re.sub(r"[^\w·-]", "_", content_of(certificate)["name"])
    return f"{name}-{certificate.number}.pdf"


def _row(content: dict, name: str) -> list[str]:
    until = content["valid_until"] or "长期"
    facts = ("number", "name", "id_tail_masked", "exam", "passed_on")
    return [*(content[fact] for fact in facts), until, name]
