"""Files as bureaus really have them, and a few whole drafts for the writers."""

from examapp.adapters.item_files.drafts import Draft, DraftChoice, DraftPicture
from tests.adapters.item_files.strategies import png

MESSY = """安全生产知识题库（2024 版）
说明：仅供内部学习使用

一、单选题（每题 2 分，共 6 分）
1．动火作业前应当办理（ B ）。
A．出门证    B．动火作业许可证
C．领料单    D．会议纪要
2. 受限空间内氧含量的合格范围是（  ）
Ａ、18%～20%
Ｂ、19.5%～21%
Ｃ、23.5%以上
答案：Ｂ
解析：氧含量低于 19.5% 会缺氧，
高于 23.5% 容易起火。
3、发现违章作业应当（   ） A.视而不见 B.立即制止 C.事后再说
【答案】B
二、多项选择题
1. 特种作业包括（ ABD ）
A、动火  B、高处  C、扫地  D、吊装
2、下列属于个人防护用品的有
A. 安全帽
B. 安全带
C. 扫帚
答案：A、B
三、判断题
1. 可以带病作业。（ × ）
2. 从业人员有权拒绝违章指挥。（√）
"""
LISTED = """一、单选题
1. 灭火器放在哪里？
A. 看得见的地方
B. 锁起来
2. 谁可以动火？
A. 谁都行
B. 有证的人
二、判断题
1. 消防通道可以堆货。
2. 高处作业要系安全带。

参考答案
一、单选题：1-2 AB
二、判断题：1.× 2.√
"""
GBK = (
    "题型,题目内容,选项A,选项B,选项C,选项D,正确答案,难易程度\r\n"
    "单选,配电箱前多少米内不能堆物？,0.5 米,0.8 米,1.2 米,2 米,C,易\r\n"
    '多选,"着火时，应当：",报警,疏散,乘电梯,灭初期火,"A,B,D",中\r\n'
    "判断,可以用湿手拔插头。,,,,,错误,\r\n"
    "单选,这一行的答案写错了。,甲,乙,丙,丁,E,\r\n"
)
GIFT = """// 注释
$CATEGORY: $course$/消防

::一::灭火器多久检查一次？{=每月 ~每年 ~%0%每十年 #太久了 ####看标签}

::二::地上有水可以送电。{F}

氧含量下限？{#19.5:0.1}

选两个{~%50%甲 ~%50%乙 ~%-100%丙}

配对 {=红 -> 禁止 =黄 -> 警告 =蓝 -> 指令}
"""
AIKEN = "What is safe?\nA. Run\nB) Walk\nANSWER: B\n\n哪个对？\nA. 一\nB. 二\nANSWER: A\n"
MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/消防</text></category></question>
<question type="multichoice"><name><text>q</text></name>
<questiontext format="html"><text><![CDATA[<p>CO<sub>2</sub> 灭火器<b>不能</b>灭什么？<script>alert(1)</script></p>]]></text></questiontext>
<generalfeedback format="html"><text>看标签</text></generalfeedback>
<single>true</single><shuffleanswers>1</shuffleanswers>
<answer fraction="100"><text>金属火</text></answer>
<answer fraction="0"><text>油火</text></answer></question>
<question type="truefalse">
<questiontext format="html"><text>可以。</text></questiontext>
<answer fraction="0"><text>true</text></answer>
<answer fraction="100"><text>false</text></answer></question>
<question type="shortanswer">
<questiontext format="html"><text>火警电话</text></questiontext>
<answer fraction="100"><text>119</text></answer></question>
<question type="numerical">
<questiontext format="html"><text>下限</text></questiontext>
<answer fraction="100"><text>19.5</text><tolerance>0.1</tolerance></answer></question>
<question type="matching">
<questiontext format="html"><text>配对</text></questiontext>
<subquestion><text>红</text>
<answer><text>禁止</text></answer></subquestion>
<subquestion><text>黄</text>
<answer><text>警告</text></answer></subquestion></question>
<question type="essay">
<questiontext format="html"><text>谈谈</text></questiontext></question>
</quiz>
"""
QTI_MATCH = """<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="m" title="m">
<qti-response-declaration identifier="R" cardinality="multiple" base-type="directedPair"><qti-correct-response>
<qti-value>A X</qti-value><qti-value>B Y</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><qti-match-interaction response-identifier="R"><qti-prompt>配对</qti-prompt>
<qti-simple-match-set>
<qti-simple-associable-choice identifier="A">红</qti-simple-associable-choice>
<qti-simple-associable-choice identifier="B">黄</qti-simple-associable-choice></qti-simple-match-set>
<qti-simple-match-set>
<qti-simple-associable-choice identifier="X">禁止</qti-simple-associable-choice>
<qti-simple-associable-choice identifier="Y">警告</qti-simple-associable-choice>
<qti-simple-associable-choice identifier="Z">指令</qti-simple-associable-choice></qti-simple-match-set>
</qti-match-interaction></qti-item-body></qti-assessment-item>
"""
SAMPLES = {
    "messy": MESSY.encode(), "listed": LISTED.encode("gb18030"), "gbk": GBK.encode("gb18030"), "gift-hand": GIFT.encode(),
    "aiken-hand": AIKEN.encode(), "moodle-hand": MOODLE.encode(), "qti-match": QTI_MATCH.encode(),
}  # fmt: skip


def sample_drafts() -> list[Draft]:
    """One of every type, with every fact."""
    choices = tuple(map(DraftChoice, "abcd", ("红区", "绿区", "黄区", "没有区")))
    areas = tuple(
        DraftChoice(one.id, one.text, f"rect {200 * at} 100 150 300") for at, one in enumerate(choices)
    )
    facts = {
        "rationale": "看说明书。",
        "topic": "消防",
        "roles": ("主要负责人",),
        "difficulty": "2",
        "citations": ("《某办法》第 3 条",),
    }
    picture = DraftPicture(png((200, 30, 30)), "image/png", "一块红色的牌子")
    return [
        Draft(
            type="single", stem="指针在哪个区正常？", choices=choices, answer=("b",), picture=picture, **facts
        ),
        Draft(
            type="multiple",
            stem="哪些区不正常？",
            choices=choices,
            answer=("a", "c"),
            policy="partial",
            **facts,
        ),
        Draft(type="judgement", stem="灭火器可以锁起来。", answer=("false",), **facts),
        Draft(type="ordering", stem="按先后排列。", choices=choices, answer=("c", "a", "b", "d"), **facts),
        Draft(
            type="numeric", stem="氧含量下限是多少？", answer=("19.5",), tolerance="0.1", unit="%", **facts
        ),
        Draft(type="blank", stem="火警电话是什么？", answer=("119", "一一九"), **facts),
        Draft(
            type="hotspot", stem="哪里有隐患？", choices=areas, answer=("a", "d"), picture=picture, **facts
        ),
    ]
