"""Bodies that are no resource, or only just: a clear refusal, nothing stored, others served meanwhile."""
import gzip
import json
import re
import unittest

from fhir_bad_input import MIB, BadFhirInputTest
from fhir_client import XML, observation, patient


def nested(depth, start, end, inside=""):
    return start * depth + inside + end * depth


class JsonBodies(BadFhirInputTest):
    def bad(self, body, statuses=(400, 422), **headers):
        self.refused("POST", "/Patient", body, statuses, **headers)
        self.refused("PUT", "/" + self.name, body, statuses, **headers)
        self.refused("POST", "/Patient/$validate", body, (*statuses, 200), **headers)

    def test_cut_off(self):
        text = json.dumps(patient(), ensure_ascii=False).encode()
        for length in range(0, len(text), 7):
            self.bad(text[:length])
        self.bad(text + b"}")
        self.bad(text + text)

    def test_bytes_that_are_no_text(self):
        whole = json.dumps(patient()).encode()
        for bad in (b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\0", b"\x01", b"\n"):
            self.bad(whole.replace(b"female", b"fem" + bad + b"ale"))
            self.bad(whole.replace(b"M\\u00fcller", b"M" + bad + b"ller"))
        for bad in (b"\\ud800", b"\\udc00", b"\\ud800\\ud800", b"\\ud800x", b"\\u0000", b"\\u12", b"\\x41"):
            self.bad(whole.replace(b"M\\u00fcller", b"M" + bad + b"ller"))
        for coding in ("utf-16", "utf-32", "utf-7"):
            self.bad(json.dumps(patient(), ensure_ascii=False).encode(coding) if coding != "utf-7" else b"+AHs-")

    def test_names_twice(self):
        self.bad('{"resourceType":"Patient","gender":"male","gender":"female"}')
        self.bad('{"resourceType":"Patient","resourceType":"Observation"}')
        self.bad('{"resourceType":"Patient","name":[{"family":"a","family":"a"}]}')
        self.bad('{"resourceType":"Patient","name":[{"family":"a"}],"name":[{"family":"b"}]}')

    def test_numbers(self):
        text = json.dumps(observation(self.name)).replace('"value": 6.3', '"value": NUMBER')
        for number in ("1e999999999999", "-1e-99999999999999999999", "9" * 10000, "0." + "0" * 100000 + "1", "01", "+1", ".5", "1.",
                       "1e", "NaN", "Infinity", "0x10", '"6.3"', "true", "[1]", "{}", "null", "--1", "1_000"):
            # Whatever JSON calls a number is a decimal, and keeps its digits.
            is_number = re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", number) is not None
            answer = self.fhir.send("POST", "/Observation", text.replace("NUMBER", number))
            self.assertEqual(answer.status, 201 if is_number else 400, number[:40])
            if is_number:
                self.kept()
                self.assertIn(b'"value":%s,' % number.encode(), answer.body)
        for criterion in ("gt1", "lt1", "ap1", "1e999999999999", "1e-99999999999"):
            self.assertEqual(self.fhir.read("/Observation?value-quantity=" + criterion).status, 200)
        self.assertEqual(self.fhir.read("/Observation?_sort=value-quantity").status, 200)
        for count in ("99999999999999999999", "1.5", "1e3", "-1", "2147483648"):
            self.bad('{"resourceType":"Patient","multipleBirthInteger":%s}' % count if count != "-1"
                     else '{"resourceType":"Patient","multipleBirthInteger":"-1"}')

    def test_shapes(self):
        for body in ("null", "[]", '"Patient"', "1", "{}", '{"resourceType":null}', '{"resourceType":"patient"}', '{"resourceType":["Patient"]}',
                     '{"resourceType":"Patient","name":{}}', '{"resourceType":"Patient","name":[null]}', '{"resourceType":"Patient","name":[]}',
                     '{"resourceType":"Patient","name":[{}]}', '{"resourceType":"Patient","name":[[{}]]}', '{"resourceType":"Patient","active":"true"}',
                     '{"resourceType":"Patient","birthDate":"2020-02-30"}', '{"resourceType":"Patient","birthDate":""}',
                     '{"resourceType":"Patient","_birthDate":[]}', '{"resourceType":"Patient","_birthDate":"x"}',
                     '{"resourceType":"Patient","extension":[{"url":"u"}]}', '{"resourceType":"Patient","extension":[{"valueString":"x"}]}',
                     '{"resourceType":"Patient","contained":[{"resourceType":"Bundle"}]}', '{"resourceType":"Patient","contained":[{}]}',
                     '{"resourceType":"Patient","text":{"status":"generated","div":"<div><script>x</script></div>"}}',
                     '{"resourceType":"Patient","":""}', '{"resourceType":"Patient","name":[{"given":[null,"a"],"_given":[null,{"id":""}]}]}'):
            self.bad(body)

    def test_depth(self):
        for depth in (1000, 100000, 2000000):
            self.bad(nested(depth, "[", "]"))
            self.bad(nested(depth, '{"a":', "}", "1"))
            self.bad("[" * depth)
        for depth in (200, 20000):
            inner = nested(depth, '{"url":"u","extension":[', "]}", '{"url":"u","valueString":"x"}')
            self.bad('{"resourceType":"Patient","extension":[%s]}' % inner)
            items = nested(depth, '{"linkId":"a","type":"group","item":[', "]}", '{"linkId":"b","type":"display"}')
            self.refused("POST", "/Questionnaire", '{"resourceType":"Questionnaire","status":"draft","item":[%s]}' % items)
            answers = nested(depth, '{"linkId":"a","item":[', "]}", '{"linkId":"b"}')
            self.refused("POST", "/QuestionnaireResponse", '{"resourceType":"QuestionnaireResponse","status":"completed","item":[%s]}' % answers)
            parts = nested(depth, '{"name":"a","part":[', "]}", '{"name":"b","valueString":"x"}')
            self.refused("POST", "/Patient/$validate", '{"resourceType":"Parameters","parameter":[%s]}' % parts, (200, 400, 422))
            contained = nested(depth, '{"resourceType":"Patient","contained":[', "]}", '{"resourceType":"Patient"}')
            self.bad(contained)
            bundles = nested(depth, '{"resourceType":"Bundle","type":"batch","entry":[{"resource":', "}]}", '{"resourceType":"Patient"}')
            self.refused("POST", "", bundles, (400, 422, 200))

    def test_breadth(self):
        self.bad('{"resourceType":"Patient",' + ",".join(f'"k{n}":1' for n in range(100000)) + "}")
        self.bad('{"resourceType":"Patient","name":[' + ",".join(["{}"] * 100000) + "]}")
        self.bad('{"resourceType":"Patient","gender":"%s"}' % ("x" * (4 * MIB)))
        self.bad('{"resourceType":"Patient","%s":1}' % ("x" * (4 * MIB)))
        many = ",".join('{"system":"urn:x","value":"%d"}' % n for n in range(100000))
        self.refused("POST", "/Patient", '{"resourceType":"Patient","identifier":[%s]}' % many, (413, 422))

    def test_media(self):
        text = json.dumps(patient())
        for kind in ("text/plain", "text/html", "application/octet-stream", "application/x-www-form-urlencoded", "nonsense", "application/fhir+turtle",
                     "multipart/form-data; boundary=x", "application/json-patch+json"):
            self.bad(text, (415,), Content_Type=kind)
        self.bad(text, (400,), Content_Type=XML)
        self.bad(text, (400,), Content_Encoding="gzip")
        self.bad(gzip.compress(text.encode())[:-8], (400,), Content_Encoding="gzip")
        self.bad(gzip.compress(b" " * (200 * MIB), 9), (413,), Content_Encoding="gzip")
        self.bad(text, (415,), Content_Encoding="br")
        for accept in ("text/turtle", "image/png"):
            self.bad(text, (406,), Accept=accept)


class XmlBodies(BadFhirInputTest):
    def bad(self, body, statuses=(400, 422)):
        self.refused("POST", "/Patient", body, statuses, Content_Type=XML)
        self.refused("PUT", "/" + self.name, body, statuses, Content_Type=XML)

    def inside(self, text):
        return '<Patient xmlns="http://hl7.org/fhir">' + text + "</Patient>"

    def test_entities(self):
        laughs = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        for dtd in (laughs, '<!ENTITY a11 "%s">' % ("y" * MIB), '<!ENTITY a11 SYSTEM "file:///etc/passwd">',
                    '<!ENTITY a11 SYSTEM "http://127.0.0.1:1/x">', '<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;', "<!ENTITY a11 '&a11;'>"):
            document = f"<!DOCTYPE Patient [{dtd}]>" + self.inside('<name><family value="&a11;"/></name>')
            self.bad(document)
            self.bad('<?xml version="1.0"?>' + document)
        self.bad('<!DOCTYPE Patient SYSTEM "http://127.0.0.1:1/evil.dtd">' + self.inside("<active value='true'/>"))
        self.bad('<!DOCTYPE Patient PUBLIC "x" "file:///etc/passwd">' + self.inside("<active value='true'/>"))
        self.bad(self.inside('<name><family value="&nosuch;"/></name>'))
        for character in ("&#0;", "&#1;", "&#xD800;", "&#xFFFFFFFFFF;", "&#x110000;", "&#;", "&", "&amp"):
            self.bad(self.inside(f'<name><family value="{character}"/></name>'))

    def test_shapes(self):
        whole = self.inside('<active value="true"/>')
        for body in ("", " ", "<", "<Patient", "<Patient/>", whole[:-1], whole[:-12], whole + whole, "<a/>" + whole, whole.replace("fhir", "v3", 1),
                     '<patient xmlns="http://hl7.org/fhir"/>', self.inside("text"), self.inside('<active value="yes"/>'),
                     self.inside('<active value="true" value="true"/>'), self.inside("<active>true</active>"),
                     self.inside('<active value="true"/><active value="true"/>'), self.inside('<active value="true" nosuch="1"/>'),
                     self.inside('<active xmlns="urn:x" value="true"/>'), self.inside("<nosuch/>"), self.inside('<birthDate value="2020-02-30"/>'),
                     self.inside("<contained/>"), self.inside('<contained><Bundle/></contained>'), self.inside("<![CDATA[x]]>"),
                     self.inside("<name><family/></name>"), self.inside('<text><status value="generated"/><div>x</div></text>')):
            self.bad(body)
        self.bad(whole.encode("utf-32"))   # UTF-16 can be read
        self.bad(whole.replace("true", "tr\0ue"))
        self.bad(b'<?xml version="1.0" encoding="klingon"?>' + whole.encode())
        self.bad(self.inside('<name><family value="M\\ller"/></name>').encode().replace(b"\\", b"\xfc"))

    def test_depth(self):
        for depth in (1000, 100000, 500000):
            self.bad(nested(depth, "<a>", "</a>"))
            self.bad(self.inside(nested(depth, "<extension url='u'>", "</extension>", "<valueString value='x'/>")))
            self.bad("<a>" * depth)
        for depth in (200, 20000):
            self.bad(nested(depth, '<Patient xmlns="http://hl7.org/fhir"><contained>', "</contained></Patient>", "<Patient/>"))
            item = nested(depth, '<item><linkId value="a"/>', "</item>")
            self.refused("POST", "/Questionnaire", f'<Questionnaire xmlns="http://hl7.org/fhir"><status value="draft"/>{item}</Questionnaire>',
                         Content_Type=XML)
            div = nested(depth, "<div>", "</div>", "x")
            text = f'<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">{div}</div></text>'
            self.refused("POST", "/Patient", self.inside(text), Content_Type=XML)

    def test_breadth(self):
        self.bad(self.inside("<nosuch/>" * 100000))
        self.bad("<Patient " + " ".join(f'b{n}="1"' for n in range(100000)) + "/>")
        self.bad(self.inside('<gender value="%s"/>' % ("x" * (4 * MIB))))


class LargeBodies(BadFhirInputTest):
    """The limit of a body is a setting: below it a body is read and answered, above it refused unread."""
    arguments = ("--max-body", "60MiB")

    def document(self, size):
        return json.dumps({"resourceType": "Binary", "contentType": "application/octet-stream", "data": "QUJD" * (size // 4)})

    def test_below_the_limit(self):
        status, outcome = self.answered("POST", "/Binary", self.document(50 * 1000 * 1000), (201, 413, 422))
        print(f"50 MB: {status}", outcome and outcome["issue"][0]["details"]["text"])
        self.kept(status == 201)

    def test_below_the_limit_and_faulty(self):
        self.refused("POST", "/Binary", self.document(50 * 1000 * 1000)[:-2], (400, 413))
        self.refused("POST", "/Binary", self.document(50 * 1000 * 1000).replace("QUJDQUJD", "Q!JDQUJD", 1), (400, 413, 422))

    def test_above_the_limit(self):
        self.refused("POST", "/Binary", self.document(62 * MIB), (413,))
        self.fhir.close()


if __name__ == "__main__":
    unittest.main()
