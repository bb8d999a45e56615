"""Word files as a busy office makes them: numbers drawn by Word, soft line ends, text boxes, tables, answers at the end."""

import io
from copy import deepcopy

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from tests.adapters.item_files.strategies import png

_W = nsdecls("w")
_BOX = """<w:r %s xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>%s</w:txbxContent></wps:txbx></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:textbox><w:txbxContent>%s</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


class Office:
    """Writes one file."""

    def __init__(self) -> None:
        self.document: Document = docx.Document()
        self._lists = 0

    def new_list(self, *levels: tuple[str, str], shared_with: str = "") -> str:
        """A list whose levels are (format, text), e.g. ("decimal", "%1."); gives its id. `shared_with` starts the same list anew."""
        root = self.document.part.numbering_part.element
        self._lists += 1
        ident, owner = str(500 + self._lists), shared_with and self._owner(shared_with)
        if not owner:
            owner = ident
            told = "".join(
                f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
                for at, (kind, text) in enumerate(levels)
            )
            abstract = parse_xml(f'<w:abstractNum {_W} w:abstractNumId="{owner}">{told}</w:abstractNum>')
            root.insert(0, abstract)
        again = (
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if shared_with else ""
        )
        root.append(
            parse_xml(f'<w:num {_W} w:numId="{ident}"><w:abstractNumId w:val="{owner}"/>{again}</w:num>')
        )
        return ident

    def _owner(self, ident: str) -> str:
        root = self.document.part.numbering_part.element
        found = next(one for one in root.iter(qn("w:num")) if one.get(qn("w:numId")) == ident)
        return found.find(qn("w:abstractNumId")).get(qn("w:val"))

    def line(self, text: str = "", of: str = "", depth: int = 0) -> Paragraph:
        """A paragraph (\\n is a soft line end), counted by a list when one is named."""
        paragraph = self.document.add_paragraph(text)
        if of:
            told = f'<w:numPr {_W}><w:ilvl w:val="{depth}"/><w:numId w:val="{of}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(told))
        return paragraph

    def box(self, *texts: str) -> None:
        """A text box, written twice as Word does: once for itself, once for old programs."""
        inner = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
        self.document.add_paragraph()._p.append(parse_xml(_BOX % (_W, inner, inner)))

    def raw(self, paragraph: Paragraph, inner: str) -> None:
        """More of a paragraph, as XML with the prefix w."""
        for one in parse_xml(f"<w:p {_W}>{inner}</w:p>"):
            paragraph._p.append(deepcopy(one))

    def table(self, rows: list[list[str]]) -> None:
        """A table."""
        made = self.document.add_table(len(rows), max(map(len, rows)))
        for row, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text

    def picture(self, alt: str = "") -> None:
        """A small red picture."""
        self.document.add_picture(io.BytesIO(png((200, 0, 0))))
        self.document.inline_shapes[-1]._inline.docPr.set("descr", alt)

    def bytes(self) -> bytes:
        """The file."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def messy_word() -> bytes:
    """One paper with all of it at once."""
    made = Office()
    parts = made.new_list(("chineseCounting", "%1、"))
    first = made.new_list(("decimal", "%1．"), ("upperLetter", "%2．"))
    made.line("某某公司 2024 年安全生产月考试题")
    made.line("姓名：________  得分：________")
    made.line("单选题（每题 2 分）", of=parts)
    made.line("灭火器压力表指针在哪个区正常？", of=first)
    for text in ("红区", "绿区", "黄区"):
        made.line(text, of=first, depth=1)
    made.line(
        "受限空间内氧含量的合格范围是（　　）。\nＡ．18%～20%　　Ｂ．19.5%～21%\nＣ．23.5%以上", of=first
    )
    made.picture("一台测氧仪")
    made.box("3．发现有人触电，首先应当（　　）。", "A．用手拉开", "B．切断电源", "C．大声呼救")
    made.line("多选题（每题 4 分）", of=parts)
    second = made.new_list(shared_with=first)
    made.line("特种作业包括（　　）。", of=second)
    made.line("A、动火  B、高处  C、扫地  D、吊装")
    made.line("判断题", of=parts)
    third = made.new_list(shared_with=first)
    made.line("可以带病作业。（　　）", of=third)
    made.line("从业人员有权拒绝违章指挥。（　　）", of=third)
    made.line("参考答案")
    made.line("一、单选题")
    made.table([["题号", "1", "2", "3"], ["答案", "B", "Ｂ", "B"]])
    made.line("二、多选题")
    made.table([["题号", "答案"], ["1", "ABD"]])
    made.line("三、判断题：1.× 2.√")
    return made.bytes()


def collected_word() -> bytes:
    """A collection of several hands: a merged note above, numbers and letters of every width, answers inline and at the end."""
    made = Office()
    note = made.document.add_table(2, 3)
    note.cell(0, 0).merge(note.cell(0, 2)).text = "说明：本题库由各车间汇总，仅供内部学习，答案以安全科为准。"
    for at, text in enumerate(("编制：安全科", "审核：", "2024 年 5 月")):
        note.cell(1, at).text = text
    made.line("××厂安全知识题库")
    made.line("一．单项选择题（共４题）")
    made.line("１、进入受限空间前应当（　Ｂ　）。")
    made.line("Ａ．直接进入　　Ｂ．先通风、再检测")
    made.line("Ｃ．只带口罩　　Ｄ．喊一声就进")
    made.line("2．配电箱前堆了货，应当怎么办？")
    made.line("(A)不用管")
    made.line("(B)马上清走")
    made.line("(C)下班再说")
    made.line("【正确答案】Ｂ　【解析】配电箱前要留出操作的地方；")
    made.line("起火时才来得及断电。")
    made.line("（3）灭火器压力表的指针应当在（  ）")
    made.line("A 红区 B 绿区 C 黄区")
    made.line("4)发现有人触电，首先应当")
    made.line("a、用手去拉\tb、切断电源\tc、泼水")
    made.line("二．多项选择题")
    made.line("１．下列哪些属于特种作业（ＡＢＤ）")
    made.line("Ａ、电工作业；Ｂ、高处作业；Ｃ、打扫卫生；Ｄ、焊接作业。")
    made.line("2.发生火灾时可以怎样做？  答案:A、C")
    made.line("A.报警  B.乘电梯  C.弯腰撤离")
    made.line("三．判断题（对的打√，错的打×）")
    made.line("1. 新员工可以先上岗再培训。　（×）")
    made.line("2. 发现隐患要立即报告。　　　答案：正确")
    made.line("3. 安全帽的带子可以不系。")
    made.line("答　案")
    made.line("单项选择题：3.B　４．Ｂ")
    made.line("判断题：3.错")
    return made.bytes()
