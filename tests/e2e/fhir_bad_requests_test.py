"""Searches, ids, headers, patches and expressions that are nonsense or cost too much: refused or answered in time."""
import json
import unittest
import urllib.parse

from fhir_bad_input import BadFhirInputTest
from fhir_client import FORM, Fhir, entry, observation, patient, transaction

PATCH = "application/json-patch+json"


class Searches(BadFhirInputTest):
    arguments = ("--query-timeout", "5s")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        many = [entry("POST", "Observation", observation(cls.name, code=f"{n % 50}-1")) for n in range(2000)]
        with Fhir(cls.server.port) as fhir:
            done = fhir.send("POST", "", transaction(*many))
            assert done.status == 200, done.body[:500]

    def asked(self, query, statuses=(200, 400), path="/Observation"):
        return self.answered("GET", f"{path}?{query}", None, statuses, query[:200])

    def posted(self, query, statuses):
        return self.answered("POST", "/Observation/_search", query, statuses, query[:200], Content_Type=FORM)

    def test_unknown_parameters(self):
        for query in ("colour=red", "Code=x", "code:nosuch=x", "code:exact=x", "date:contains=2020", "_nosuch=1", "=x", "%00=x", "code%00=x",
                      "subject:Nosuch=x", "subject:Organization.nosuch=x", "code:=x", ":code=x", "code..x=1", "'; DROP TABLE fhir_token; --=1"):
            self.asked(urllib.parse.quote(query, safe="=:%."), (400,))

    def test_negations_at_the_end_of_chains(self):
        for links in range(1, 20):
            for end in ("status:not=final", "status:missing=true", "code=x"):
                self.asked("has-member:Observation." * links + end, (200, 400))

    def test_chains_into_nowhere(self):
        for query in ("subject.nosuch=x", "subject.name.family=x", "code.text=x", "subject:Patient.organization.nosuch=x", "subject.=x", ".subject=x",
                      "_has:Patient=x", "_has:Observation:subject:code=x", "_has:Nosuch:subject:code=x", "_has:Observation:nosuch:code=x",
                      "_has:::=x", "_has=x", "_has:Observation:subject=x"):
            self.asked(query, (400,))
        chain = ".".join(["part-of"] * 200)
        self.asked(f"performer:Organization.{chain}=x", (400, 200))
        self.asked("_has:Observation:has-member:" * 200 + "code=x", (400, 200, 408))
        self.asked("has-member." * 20 + "code=x", (400, 200, 408))

    def test_filters(self):
        def in_turn(count):
            return "code eq x" + " or code eq x and code eq x" * (count // 2)
        for text in ("", "code", "code eq", "(code eq x", "code eq x)", "code is x", "nosuch eq x", "code eq \"x", "subject[code eq x]", "code eq x and",
                     in_turn(100), in_turn(990), in_turn(100_000), "(" * 1_000_000, "not (" * 200_000, "subject[" * 100_000, "a." * 500_000):
            self.posted("_filter=" + urllib.parse.quote(text), (400,))
        self.posted("_filter=" + urllib.parse.quote(in_turn(12)), (200,))
        self.posted("_filter=" + urllib.parse.quote(" and ".join(["code eq x"] * 100_000)), (400,))
        behind = "has-member:Observation."
        for links in range(16):
            self.asked(behind * links + "_filter=" + urllib.parse.quote("not (" * 12 + "code eq x" + ")" * 12))
        for name in ("_list=", "_list=$nosuch", "_list=$current-problems"):
            self.asked(name, (400,))
        for value in ("", "1", "x|y", "91|0", "0|181", "1|1|-1", "1|1|1|kg", "1|1|1|km|x", "nan|0", "1e999|0"):
            self.asked("near=" + urllib.parse.quote(value), (400,), "/Location")

    def test_values(self):
        for query in ("date=yesterday", "date=2020-13", "date=2020-02-30", "date=zz2020", "date=", "date=2020-01-01T", "value-quantity=x", "value-quantity=1e",
                      "value-quantity=1|2|3|4", "_lastUpdated=x", "status:missing=maybe", "subject=Nosuch/1", "_sort=nosuch", "_sort=-", "_sort=,",
                      "_include=x", "_include=Observation", "_include=Observation:nosuch", "_include=Nosuch:subject", "_revinclude=Observation:nosuch",
                      "_include:nosuch=*", "_summary=maybe", "_total=some", "_elements=", "_contained=maybe", "_type=Nosuch", "code=a&_page=nonsense",
                      "_page=%00", "_format=nonsense"):
            self.asked(query, (200, 400, 406, 501))
        for query in ("date=yesterday", "date=2020-13", "value-quantity=x", "_sort=nosuch", "_include=x", "_include=Nosuch:subject", "_summary=maybe",
                      "_page=nonsense", "status:missing=maybe"):
            self.asked(query, (400,))

    def test_counts(self):
        for count in ("-1", "x", "", "1.5", "99999999999999999999", "-99999999999999999999", "1e3", "0x10", "%00"):
            self.asked(f"_count={count}", (400,))
        for count in ("0", "1", "1000000", "4294967295"):
            self.asked(f"_count={count}&_summary=true", (200, 400))
        self.asked("_count=1&_count=2", (200, 400))

    def test_many_values(self):
        for size in (1000, 10000, 50000):
            tokens = ",".join(f"http://loinc.org|{n}-1" for n in range(size))
            self.posted("code=" + urllib.parse.quote(tokens), (200, 400, 413))
            self.posted("code:not=" + urllib.parse.quote(tokens), (200, 400, 413))
            self.posted("_id=" + ",".join(f"i{n}" for n in range(size)), (200, 400, 413))
            self.posted("subject=" + ",".join(f"Patient/i{n}" for n in range(size)), (200, 400, 413))
            self.posted("&".join(f"code={n}-1" for n in range(size)), (200, 400, 413))
            self.posted("&".join(f"code:not={n}-1" for n in range(size)), (200, 400, 408, 413))
        self.posted("code=" + "," * 100000, (200, 400, 413))
        self.posted("code=" + "\\" * 99999, (200, 400, 413))
        self.posted("code=" + "%5C%2C" * 99999, (200, 400, 413))
        self.posted("code=" + "x" * 5000000, (200, 400, 413))
        self.posted("_include=*&" * 1000 + "code=x", (200, 400, 413))

    def test_everything_is_included(self):
        for query in ("_include=*&_revinclude=*", "_include=*&_revinclude=*&_count=2000", "_include:iterate=*&_revinclude:iterate=*",
                      "_include=*&_include:iterate=*&_revinclude=*&_count=2000&_sort=-date"):
            for path in ("/Observation", "/Patient", "", "/" + self.name + "/*"):
                self.asked(query, (200, 400, 408), path)

    def test_forms(self):
        for body in ("%zz=1", "code=%ff", "code=%00", "code=\0", b"code=\xff", "&&&&", "=", "code"):
            self.posted(body, (200, 400))
        self.answered("POST", "/Observation/_search", "code=x", (415,), Content_Type="text/plain")
        self.answered("POST", "/Observation/_search", "{}", (415,))


class IdsAndHeaders(BadFhirInputTest):
    def test_ids(self):
        for name in ("%20", "a%20b", "%00", "x" * 65, "x" * 5000, "a_b", "%C3%A9", "'--", "$", "*", "%2F"):
            for tail in ("", "/_history", "/_history/1"):
                self.refused("GET", f"/Patient/{name}{tail}", None, (400, 404))
            self.refused("PUT", f"/Patient/{name}", patient(id=urllib.parse.unquote(name)), (400, 404))
            self.refused("DELETE", f"/Patient/{name}", None, (400, 404))
        for version in ("0", "-1", "x", "99999999999999999999", "1.0", "%00", "x" * 5000):
            self.refused("GET", f"/{self.name}/_history/{version}", None, (400, 404))

    def test_conditions(self):
        one = self.patient | {"active": True}
        for given in ("yesterday", 'W/"x"', 'W/"-1"', 'W/"99999999999999999999"', '""', "W/", 'W/"1', '"1", "2"', "*x", "W/\"\""):
            for method, body in (("PUT", one), ("DELETE", None)):
                self.refused(method, "/" + self.name, body, (400, 412), If_Match=given)
            self.refused("PATCH", "/" + self.name, json.dumps([{"op": "add", "path": "/active", "value": True}]), (400, 412),
                         Content_Type=PATCH, If_Match=given)
            self.assertIn(self.fhir.read("/" + self.name, If_None_Match=given).status, (200, 304, 400), given)
        for given in ("nonsense", "", "name", "=", "nosuch=1", "name=", "_count=1", "%zz", "x" * 5000):
            self.refused("POST", "/Patient", patient(), (400, 412, 431), If_None_Exist=given)
        for query in ("", "nosuch=1", "_count=1", "_sort=name", "name="):
            self.refused("DELETE", "/Patient?" + query, None, (400, 412))
            self.refused("PUT", "/Patient?" + query, patient(), (400, 412))

    def test_methods_and_paths(self):
        for method, path in (("DELETE", ""), ("PUT", ""), ("PATCH", ""), ("PUT", "/metadata"), ("POST", "/" + self.name), ("DELETE", "/_history"),
                             ("POST", "/_history"), ("PUT", "/Patient/_search"), ("POST", "/Nosuch"), ("GET", "/Nosuch"), ("GET", "/patient"),
                             ("GET", "//"), ("GET", "/" + self.name + "/$nosuch"), ("POST", "/$nosuch"), ("GET", "/a/b/c/d/e/f/g")):
            self.refused(method, path, patient() if method in ("PUT", "POST") else None, (400, 404, 405))


class Patches(BadFhirInputTest):
    def bad(self, patch, statuses=(400, 422)):
        return self.refused("PATCH", "/" + self.name, json.dumps(patch), statuses, Content_Type=PATCH)

    def test_json_patch(self):
        for patch in ([{"op": "remove", "path": "/resourceType"}], [{"op": "replace", "path": "/resourceType", "value": "Observation"}],
                      [{"op": "remove", "path": ""}], [{"op": "replace", "path": "", "value": {}}], [{"op": "replace", "path": "", "value": []}],
                      [{"op": "replace", "path": "/id", "value": "other"}], [{"op": "remove", "path": "/nosuch"}], [{"op": "remove", "path": "/name/7"}],
                      [{"op": "add", "path": "/name/7", "value": {}}], [{"op": "add", "path": "/name/-1", "value": {}}],
                      [{"op": "add", "path": "/name/01", "value": {"family": "x"}}], [{"op": "add", "path": "/nosuch/x", "value": 1}],
                      [{"op": "test", "path": "/gender", "value": "male"}], [{"op": "test", "path": "/nosuch", "value": 1}],
                      [{"op": "replace", "path": "/birthDate", "value": "x"}], [{"op": "add", "path": "/nosuch", "value": 1}],
                      [{"op": "replace", "path": "/name", "value": {}}], [{"op": "add", "path": "gender", "value": "male"}],
                      [{"op": "add", "path": "/gender~2", "value": "male"}], [{"op": "move", "from": "/name", "path": "/name/0"}],
                      [{"op": "copy", "from": "/nosuch", "path": "/name"}], [{"op": "brew", "path": "/gender"}], [{"op": "add", "path": "/gender"}],
                      [{"path": "/gender", "value": "male"}], [{"op": "add", "value": 1}], [1], {}, "x", 1, None, [[]], [{"op": ["add"], "path": "/gender"}],
                      [{"op": "replace", "path": "/gender", "value": "robot"}],
                      [{"op": "replace", "path": "/active", "value": True}, {"op": "test", "path": "/active", "value": False}]):
            self.bad(patch)
        for text in ("", "[", "[{]", "\0", "[" * 100000, '[{"op":"add","path":"/gender","value":' + "[" * 100000 + "]" * 100000 + "}]"):
            self.refused("PATCH", "/" + self.name, text, Content_Type=PATCH)
        # A patch that doubles what it finds grows without end.
        doubling = [{"op": "copy", "from": "/name", "path": "/name/0"}] * 60
        self.bad(doubling, (413,))
        double = [{"op": "copy", "from": "/extension", "path": "/extension/0/extension"}] * 60
        self.bad([{"op": "add", "path": "/extension", "value": [{"url": "u"}]}] + double, (400, 413, 422))
        self.bad([{"op": "add", "path": "/name/-", "value": {"family": "x"}}] * 50000 + [{"op": "remove", "path": "/nosuch"}], (400, 413, 422))

    def operation(self, **parts):
        kinds = {"index": "valueInteger", "source": "valueInteger", "destination": "valueInteger", "type": "valueCode"}
        made = []
        for name, value in parts.items():
            made.append({"name": name, **value} if isinstance(value, dict) else {"name": name, kinds.get(name, "valueString"): value})
        return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": made}]}

    def test_fhirpath_patch(self):
        text = {"valueString": "x"}
        for patch in (self.operation(type="replace", path="Patient.name.given | Patient.name.family", value=text),
                      self.operation(type="delete", path="Patient.descendants()"), self.operation(type="delete", path="Patient"),
                      self.operation(type="replace", path="Patient.nosuch", value=text), self.operation(type="replace", path="Patient.name", value=text),
                      self.operation(type="add", path="Patient", name="nosuch", value=text), self.operation(type="add", path="Patient", value=text),
                      self.operation(type="add", path="Patient.contact", name="gender", value=text),
                      self.operation(type="insert", path="Patient.name", index=9, value={"valueHumanName": {"family": "x"}}),
                      self.operation(type="insert", path="Patient.name", index=-1, value={"valueHumanName": {"family": "x"}}),
                      self.operation(type="move", path="Patient.name", source=0, destination=9), self.operation(type="move", path="Patient.name"),
                      self.operation(type="brew", path="Patient.gender"), self.operation(path="Patient.gender"), self.operation(type="delete"),
                      self.operation(type="delete", path="Patient.name.where("), self.operation(type="delete", path="1 + 1"),
                      self.operation(type="delete", path="Observation.status"), self.operation(type="replace", path="Patient.id", value={"valueId": "x"}),
                      self.operation(type="replace", path="Patient.gender", value={"valueCode": "robot"}),
                      self.operation(type="delete", path="repeat($this)"), {"resourceType": "Parameters"}, patient(),
                      {"resourceType": "Parameters", "parameter": [{"name": "nosuch"}]}):
            status, _ = self.answered("PATCH", "/" + self.name, json.dumps(patch), (200, 400, 422))
            if status == 200:
                self.assertEqual(self.fhir.read("/" + self.name).json, self.patient, patch)

    def test_what_is_required_stays(self):
        path = "/Observation/" + self.observation["id"]
        for patch in ([{"op": "remove", "path": "/status"}], [{"op": "remove", "path": "/code"}], [{"op": "replace", "path": "/code", "value": {}}],
                      [{"op": "replace", "path": "/subject/reference", "value": "Patient/nobody"}],
                      [{"op": "add", "path": "/dataAbsentReason", "value": {"text": "x"}}]):
            self.refused("PATCH", path, json.dumps(patch), (400, 409, 422), Content_Type=PATCH)
        for name in ("status", "code"):
            self.refused("PATCH", path, json.dumps(self.operation(type="delete", path="Observation." + name)), (400, 422))
        self.assertEqual(self.fhir.read(path).json, self.observation)


class Expressions(BadFhirInputTest):
    def asked(self, expression, statuses=(200, 400, 408, 413, 422)):
        body = {"resourceType": "Parameters", "parameter": [{"name": "expression", "valueString": expression}, {"name": "resource", "resource": patient()}]}
        return self.answered("POST", "/$fhirpath", json.dumps(body), statuses, expression[:100])

    def test_hostile_patterns(self):
        for pattern in ("(a+)+$", "(a|aa)+$", "(.*)*b", "((a*)*)*b", "(a{1,100}){1,100}", "a{1,1000000}", "(" * 10000, "[" * 1000, "(?:" * 500 + "a" + ")" * 500,
                        "\\\\", "*", "(?<n>a)(?<n>b)", "\\\\p{Nosuch}", "(a)\\\\1"):
            subject = "a" * 20000 + "!"
            self.asked(f"'{subject}'.matches('{pattern}')")
            self.asked(f"'{subject}'.replaceMatches('{pattern}', 'b')")
            self.asked(f"'{subject}'.matchesFull('{pattern}')")
        self.asked("'%s'.replaceMatches('a', '%s')" % ("a" * 100000, "b" * 100000))
        self.asked("'%s'.replace('a', '%s')" % ("a" * 100000, "b" * 100000))
        self.asked("'%s'.replace('', '%s')" % ("a" * 100000, "b" * 100000))

    def test_without_end(self):
        for expression in ("repeat($this)", "Patient.repeat(children() | $this)", "repeat(name | $this.name)", "(1).repeat($this + 1)",
                           "iterate($this)", "'a'.repeat($this & $this)", "(1|2|3|4|5|6|7|8|9).select($this.repeat($this + 1))",
                           "descendants().select(%resource.descendants().select(%resource.descendants().select(%resource.descendants())))",
                           "(1 | 2 | 3).aggregate($total & $total & $this, 'aaaaaaaaaaaaaaaa')", "'a'.toChars().repeat('a' & $this)",
                           "2.power(1000000)", "10.power(9999)", "1.5.power(99999999)", "@2020-01-01 + 99999999999999999999 'a'", "1.0e99999", "1/0",
                           "9999999999999999999999999999999999999999", "0.1.round(2147483647)", "'x'.substring(-2147483648, 2147483647)",
                           "1.highBoundary(2147483647)", "$this", "%nosuch", "$total", "name[2147483647]", "name.skip(2147483647)"):
            self.asked(expression)
        self.asked(" | ".join(str(n) for n in range(20000)))
        self.asked("&".join(["'" + "x" * 1000 + "'"] * 5000))
        self.asked("select(" * 20 + "descendants()" + ")" * 20)
        self.asked(".select($this | %resource.descendants())".join(["descendants()"] + [""] * 12))

    def test_depth(self):
        for depth in (1000, 100000):
            for begin, inner, end in (("(", "1", ")"), ("-", "1", ""), ("iif(true,", "1", ")"), ("name.where(", "true", ")"), ("name[", "0", "]"),
                                      ("", "name", ".first()"), ("", "1", "+1"), ("", "true", " and true"), ("not(", "true", ")")):
                self.asked(begin * depth + inner + end * depth)

    def test_nonsense(self):
        for expression in ("", " ", "(", ")", "'", '"', "`", "\\", "name.", ".name", "name..given", "name[", "name[]", "1 +", "@", "@T", "@2020-13-45", "%", "$",
                           "//", "/*", "/* x", "name where", "name.where", "nosuch()", "\0", "\ud83d\ude00", "é", "{}{}", "{1}", "1 is", "1 as Nosuch", "name.ofType()",
                           "today(1)", "%`", "%''", "'\\u12'", "'\\ud800'", "1 'nosuch unit'", "1 days days"):
            self.asked(expression, (200, 400, 422))


if __name__ == "__main__":
    unittest.main()
