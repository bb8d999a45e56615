"""QTI files as other programs write them."""

_NAMES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "2.2": "http://www.imsglobal.org/xsd/imsqti_v2p2",
}


def single_item(version: str) -> str:
    """One choice item; its second choice is right."""
    if version == "3.0":
        return """<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q" title="q" time-dependent="false">
<qti-response-declaration identifier="R" cardinality="single" base-type="identifier">
<qti-correct-response><qti-value>c2</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><qti-choice-interaction response-identifier="R" max-choices="1"><qti-prompt>哪个对？</qti-prompt>
<qti-simple-choice identifier="c1">一</qti-simple-choice><qti-simple-choice identifier="c2">二</qti-simple-choice>
</qti-choice-interaction></qti-item-body></qti-assessment-item>"""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="{_NAMES[version]}" identifier="q" title="q" adaptive="false" timeDependent="false">
<responseDeclaration identifier="R" cardinality="single" baseType="identifier">
<correctResponse><value>c2</value></correctResponse></responseDeclaration>
<itemBody><p>哪个对？</p><choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1">
<simpleChoice identifier="c1">一</simpleChoice><simpleChoice identifier="c2"><p>二</p></simpleChoice></choiceInteraction></itemBody>
</assessmentItem>"""


ORDER_22 = f"""<assessmentItem xmlns="{_NAMES["2.2"]}" identifier="o" title="o" adaptive="false" timeDependent="false">
<responseDeclaration identifier="R" cardinality="ordered" baseType="identifier">
<correctResponse><value>y</value><value>x</value></correctResponse>
</responseDeclaration><itemBody><orderInteraction responseIdentifier="R" shuffle="true"><prompt>先后？</prompt>
<simpleChoice identifier="x">后</simpleChoice><simpleChoice identifier="y">先</simpleChoice></orderInteraction></itemBody></assessmentItem>"""
TEXT_21 = f"""<assessmentItem xmlns="{_NAMES["2.1"]}" identifier="t" title="t" adaptive="false" timeDependent="false">
<responseDeclaration identifier="R" cardinality="single" baseType="string"><correctResponse><value>119</value></correctResponse></responseDeclaration>
<itemBody><p>火警电话是 <textEntryInteraction responseIdentifier="R"/> 。</p></itemBody></assessmentItem>"""
HOTSPOT_21 = f"""<assessmentItem xmlns="{_NAMES["2.1"]}" identifier="h" title="h" adaptive="false" timeDependent="false">
<responseDeclaration identifier="R" cardinality="multiple" baseType="identifier">
<correctResponse><value>A</value></correctResponse></responseDeclaration>
<itemBody><hotspotInteraction responseIdentifier="R" maxChoices="0"><prompt>哪里有隐患？</prompt>
<object type="image/png" data="img/site.png" width="400" height="400">工地</object>
<hotspotChoice identifier="A" shape="rect" coords="0,0,200,200" hotspotLabel="洞口"/>
<hotspotChoice identifier="B" shape="circle" coords="300,300,50" hotspotLabel="围栏"/></hotspotInteraction></itemBody></assessmentItem>"""
MANIFEST = """<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>
<resource identifier="a" type="imsqti_item_xmlv2p1" href="one.xml"><file href="one.xml"/></resource>
<resource identifier="b" type="imsqti_item_xmlv2p2" href="sub/order.xml"/>
<resource identifier="c" type="imsqti_item_xmlv2p1" href="sub/text.xml"/>
<resource identifier="d" type="imsqti_item_xmlv2p1" href="sub/spot.xml"><file href="sub/img/site.png"/></resource>
<resource identifier="e" type="imsqti_item_xmlv2p1" href="gone.xml"/></resources></manifest>"""
QTI_12 = """<?xml version="1.0" encoding="UTF-8"?>
<questestinterop><assessment ident="a" title="a"><section ident="s"><item ident="i" title="i"><presentation>
<material><mattext texttype="text/html">&lt;p&gt;哪个对？&lt;/p&gt;</mattext></material>
<response_lid ident="R" rcardinality="Single"><render_choice shuffle="Yes">
<response_label ident="x"><material><mattext>一</mattext></material></response_label>
<response_label ident="y"><material><mattext>二</mattext></material></response_label></render_choice></response_lid></presentation>
<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>
<respcondition continue="No"><conditionvar><varequal respident="R">y</varequal></conditionvar>
<setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing></item></section></assessment></questestinterop>"""
