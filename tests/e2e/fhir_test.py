"""The FHIR door as a client sees it: interactions, formats, conditions, errors."""
import base64
import email.utils
import gzip
import json
import unittest
import urllib.parse

from fhir_client import (FORM, JSON, XML, Fhir, FhirCase, entries, entry, link, observation, outcome_codes, patient,
                         transaction)
from socle_process import Socle, run


class DoorTest(FhirCase):
    def new(self, resource):
        return self.fhir.new(resource)

    def expect(self, answer, status, *codes):
        self.assertEqual(answer.status, status, answer.body[:1000])
        if codes:
            self.assertEqual(outcome_codes(answer), list(codes), answer.body[:1000])
        return answer


class Interactions(DoorTest):
    def test_create_and_read(self):
        made = self.expect(self.fhir.create(patient()), 201)
        identifier = made.json["id"]
        self.assertEqual(made.headers["location"], f"{self.base}/Patient/{identifier}/_history/1")
        self.assertEqual(made.headers["etag"], 'W/"1"')
        self.assertEqual(made.headers["content-type"], JSON + "; charset=utf-8")
        read = self.expect(self.fhir.read(f"/Patient/{identifier}"), 200)
        self.assertEqual(read.json, made.json)
        self.assertEqual(read.json["meta"]["versionId"], "1")
        self.assertEqual(read.json["name"][0]["family"], "Müller")
        modified = email.utils.parsedate_to_datetime(read.headers["last-modified"])
        self.assertEqual(modified.isoformat()[:19], read.json["meta"]["lastUpdated"][:19])
        head = self.fhir.request("HEAD", f"/fhir/Patient/{identifier}")
        self.expect(head, 200)
        self.assertEqual(head.headers["etag"], 'W/"1"')
        self.assertEqual(head.body, b"")

    def test_an_id_of_the_client_is_replaced_on_create(self):
        made = self.new(patient(id="mine"))
        self.assertNotEqual(made["id"], "mine")

    def test_decimals_keep_their_digits(self):
        someone = self.new(patient())
        text = json.dumps(observation("Patient/" + someone["id"])).replace('"value": 6.3,', '"value": 6.300,')
        self.assertIn("6.300", text)
        made = self.expect(self.fhir.send("POST", "/Observation", text), 201)
        self.assertIn(b'"value":6.300', self.fhir.read("/Observation/" + made.json["id"]).body)

    def test_update_and_versions(self):
        one = self.new(patient())
        one["birthDate"] = "1971-01-01"
        two = self.expect(self.fhir.update(one), 200)
        self.assertEqual((two.headers["etag"], two.json["birthDate"]), ('W/"2"', "1971-01-01"))
        first = self.expect(self.fhir.read(f"/Patient/{one['id']}/_history/1"), 200)
        self.assertEqual(first.json["birthDate"], "1970-03-30")
        self.expect(self.fhir.read(f"/Patient/{one['id']}/_history/3"), 404, "not-found")
        self.expect(self.fhir.read(f"/Patient/{one['id']}/_history/x"), 404, "not-found")

    def test_update_creates_with_the_clients_id(self):
        made = self.expect(self.fhir.update(patient(id="client-id.1")), 201)
        self.assertEqual(made.headers["location"], f"{self.base}/Patient/client-id.1/_history/1")
        self.expect(self.fhir.read("/Patient/client-id.1"), 200)

    def test_update_needs_the_same_id_and_type(self):
        one = self.new(patient())
        self.expect(self.fhir.send("PUT", "/Patient/another", one), 400, "invalid")
        self.expect(self.fhir.send("PUT", "/Observation/" + one["id"], one), 400, "invalid")
        del one["id"]
        self.expect(self.fhir.send("PUT", "/Patient/another", one), 400, "invalid")

    def test_if_match(self):
        one = self.new(patient())
        self.expect(self.fhir.update(one | {"active": True}, If_Match='W/"1"'), 200)
        self.expect(self.fhir.update(one | {"active": False}, If_Match='W/"1"'), 412, "conflict")
        self.expect(self.fhir.update(one, If_Match="yesterday"), 400, "invalid")
        self.expect(self.fhir.send("DELETE", "/Patient/" + one["id"], If_Match='W/"1"'), 412, "conflict")
        self.expect(self.fhir.send("DELETE", "/Patient/" + one["id"], If_Match='W/"2"'), 204)

    def test_delete(self):
        one = self.new(patient())
        gone = self.expect(self.fhir.send("DELETE", "/Patient/" + one["id"]), 204)
        self.assertEqual(gone.headers["etag"], 'W/"2"')
        self.expect(self.fhir.read("/Patient/" + one["id"]), 410, "deleted")
        self.expect(self.fhir.read(f"/Patient/{one['id']}/_history/1"), 200)
        self.expect(self.fhir.read(f"/Patient/{one['id']}/_history/2"), 410, "deleted")
        self.expect(self.fhir.send("DELETE", "/Patient/" + one["id"]), 204)
        self.expect(self.fhir.send("DELETE", "/Patient/never-there"), 204)
        back = self.expect(self.fhir.update(patient(id=one["id"])), 201)
        self.assertEqual(back.headers["etag"], 'W/"3"')
        self.expect(self.fhir.read("/Patient/" + one["id"]), 200)

    def test_what_others_refer_to_stays(self):
        someone = self.new(patient())
        seen = self.new(observation("Patient/" + someone["id"]))
        self.expect(self.fhir.send("DELETE", "/Patient/" + someone["id"]), 409, "conflict")
        self.expect(self.fhir.send("DELETE", "/Observation/" + seen["id"]), 204)
        self.expect(self.fhir.send("DELETE", "/Patient/" + someone["id"]), 204)

    def test_references_must_be_there(self):
        answer = self.fhir.create(observation("Patient/nobody"))
        self.assertIn(answer.status, (409, 422), answer.body)
        self.assertIn("Observation.subject", answer.body.decode())

    def test_prefer(self):
        minimal = self.expect(self.fhir.create(patient(), Prefer="return=minimal"), 201)
        self.assertEqual(minimal.body, b"")
        self.assertIn("/Patient/", minimal.headers["location"])
        said = self.expect(self.fhir.create(patient(), Prefer="handling=strict; return=OperationOutcome"), 201)
        self.assertEqual(said.json["resourceType"], "OperationOutcome")
        whole = self.expect(self.fhir.create(patient(), Prefer="return=representation"), 201)
        self.assertEqual(whole.json["resourceType"], "Patient")

    def test_conditional_read(self):
        one = self.fhir.create(patient())
        path = "/Patient/" + one.json["id"]
        same = self.expect(self.fhir.read(path, If_None_Match='W/"1"'), 304)
        self.assertEqual(same.body, b"")
        self.expect(self.fhir.read(path, If_None_Match='W/"2"'), 200)
        self.expect(self.fhir.read(path, If_Modified_Since=one.headers["last-modified"]), 304)
        self.expect(self.fhir.read(path, If_Modified_Since="Sun, 06 Nov 1994 08:49:37 GMT"), 200)
        self.expect(self.fhir.read(path, If_Modified_Since="not a date"), 200)

    def test_history(self):
        one = self.new(patient())
        self.fhir.update(one | {"active": True})
        self.fhir.send("DELETE", "/Patient/" + one["id"])
        history = self.expect(self.fhir.read(f"/Patient/{one['id']}/_history"), 200).json
        self.assertEqual(history["type"], "history")
        self.assertEqual([e["request"]["method"] for e in history["entry"]], ["DELETE", "PUT", "PUT"])
        self.assertEqual([e["response"]["etag"] for e in history["entry"]], ['W/"3"', 'W/"2"', 'W/"1"'])
        self.assertNotIn("resource", history["entry"][0])
        self.assertEqual(history["entry"][2]["resource"]["meta"]["versionId"], "1")
        self.expect(self.fhir.read("/Patient/never-there/_history"), 404, "not-found")

    def test_history_pages(self):
        one = self.new(patient())
        for number in range(5):
            one["birthDate"] = f"19{number + 10}-01-01"
            self.expect(self.fhir.update(one), 200)
        seen, path = [], f"{self.base}/Patient/{one['id']}/_history?_count=2"
        while path:
            page = self.expect(self.fhir.request("GET", path.removeprefix(f"http://127.0.0.1:{self.server.port}")),
                               200).json
            self.assertLessEqual(len(page["entry"]), 2)
            seen += [e["resource"]["meta"]["versionId"] for e in page["entry"]]
            path = link(page, "next")
        self.assertEqual(seen, ["6", "5", "4", "3", "2", "1"])
        since = self.fhir.read(f"/Patient/{one['id']}/_history?_since=2999-01-01").json
        self.assertNotIn("entry", since)
        self.expect(self.fhir.read("/Patient/_history?_count=3"), 200)
        system = self.expect(self.fhir.read("/_history?_count=3"), 200).json
        self.assertEqual(len(system["entry"]), 3)
        self.expect(self.fhir.read("/_history?_since=once"), 400, "invalid")
        self.expect(self.fhir.read("/_history?_count=few"), 400, "invalid")


class Conditional(DoorTest):
    def identified(self, value, **members):
        return patient(identifier=[{"system": "urn:x", "value": value}], **members)

    def test_create(self):
        where = "identifier=urn:x|cc-1"
        first = self.expect(self.fhir.create(self.identified("cc-1"), If_None_Exist=where), 201)
        second = self.expect(self.fhir.create(self.identified("cc-1"), If_None_Exist=where), 200)
        self.assertEqual(first.json["id"], second.json["id"])
        self.new(self.identified("cc-1"))
        self.expect(self.fhir.create(self.identified("cc-1"), If_None_Exist=where), 412, "conflict")
        self.expect(self.fhir.create(self.identified("cc-1"), If_None_Exist="nosuch=1"), 400)
        self.expect(self.fhir.create(self.identified("cc-1"), If_None_Exist=""), 400)

    def test_update(self):
        where = "/Patient?identifier=urn:x|cu-1"
        first = self.expect(self.fhir.send("PUT", where, self.identified("cu-1")), 201)
        second = self.expect(self.fhir.send("PUT", where, self.identified("cu-1", active=True)), 200)
        self.assertEqual(first.json["id"], second.json["id"])
        self.assertEqual(second.headers["etag"], 'W/"2"')
        self.new(self.identified("cu-1"))
        self.expect(self.fhir.send("PUT", where, self.identified("cu-1")), 412, "conflict")
        self.expect(self.fhir.send("PUT", "/Patient", self.identified("cu-1")), 400, "invalid")

    def test_delete(self):
        one = self.new(self.identified("cd-1"))
        where = "/Patient?identifier=urn:x|cd-1"
        self.expect(self.fhir.send("DELETE", where), 204)
        self.expect(self.fhir.read("/Patient/" + one["id"]), 410, "deleted")
        self.expect(self.fhir.send("DELETE", where), 204)
        self.new(self.identified("cd-1"))
        self.new(self.identified("cd-1"))
        self.expect(self.fhir.send("DELETE", where), 412, "conflict")
        self.expect(self.fhir.send("DELETE", "/Patient"), 400, "invalid")


class Patches(DoorTest):
    def test_json_patch(self):
        one = self.new(patient())
        path = "/Patient/" + one["id"]
        patch = [{"op": "replace", "path": "/birthDate", "value": "1980-01-01"},
                 {"op": "add", "path": "/active", "value": True}]
        done = self.expect(self.fhir.send("PATCH", path, patch, Content_Type="application/json-patch+json"), 200)
        self.assertEqual((done.json["birthDate"], done.json["active"], done.headers["etag"]),
                         ("1980-01-01", True, 'W/"2"'))
        stale = self.fhir.send("PATCH", path, patch, Content_Type="application/json-patch+json", If_Match='W/"1"')
        self.expect(stale, 412, "conflict")
        bad = [{"op": "replace", "path": "/nosuch/0", "value": 1}]
        self.expect(self.fhir.send("PATCH", path, bad, Content_Type="application/json-patch+json"), 422)
        self.expect(self.fhir.send("PATCH", path, "[{", Content_Type="application/json-patch+json"), 400)
        self.expect(self.fhir.send("PATCH", path, patch, Content_Type="text/plain"), 415, "not-supported")
        self.expect(self.fhir.send("PATCH", "/Patient/never-there", patch,
                                   Content_Type="application/json-patch+json"), 404, "not-found")
        self.assertEqual(self.fhir.read(path).headers["etag"], 'W/"2"')

    def test_fhirpath_patch(self):
        one = self.new(patient(identifier=[{"system": "urn:x", "value": "fp-1"}]))
        patch = {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [
            {"name": "type", "valueCode": "replace"}, {"name": "path", "valueString": "Patient.birthDate"},
            {"name": "value", "valueDate": "1930-01-01"}]}]}
        done = self.expect(self.fhir.send("PATCH", "/Patient/" + one["id"], patch), 200)
        self.assertEqual(done.json["birthDate"], "1930-01-01")
        patch["parameter"][0]["part"][2]["valueDate"] = "1931-01-01"
        done = self.expect(self.fhir.send("PATCH", "/Patient?identifier=urn:x|fp-1", patch), 200)
        self.assertEqual((done.json["birthDate"], done.headers["etag"]), ("1931-01-01", 'W/"3"'))
        self.expect(self.fhir.send("PATCH", "/Patient?identifier=urn:x|none", patch), 404, "not-found")


class Formats(DoorTest):
    def test_xml(self):
        text = ('<Patient xmlns="http://hl7.org/fhir"><active value="true"/>'
                '<name><family value="Ångström"/></name></Patient>')
        made = self.expect(self.fhir.send("POST", "/Patient", text, Content_Type=XML, Accept=XML), 201)
        self.assertEqual(made.headers["content-type"], XML + "; charset=utf-8")
        self.assertIn("Ångström", made.body.decode())
        identifier = made.headers["location"].split("/")[-3]
        self.assertEqual(self.fhir.read("/Patient/" + identifier).json["name"], [{"family": "Ångström"}])
        bundle = self.expect(self.fhir.read("/Patient?_id=" + identifier + "&_format=xml"), 200)
        self.assertIn("<Bundle xmlns=\"http://hl7.org/fhir\">", bundle.body.decode())
        self.assertIn("_format=xml", bundle.body.decode())

    def test_every_spelling(self):
        path = "/Patient/" + self.new(patient())["id"]
        for asked, given in [("json", JSON), ("xml", XML), ("application/json", "application/json"),
                             ("application/fhir+json", JSON), ("application/fhir%2Bjson", JSON),
                             ("text/json", "text/json"), ("application/fhir%2Bxml", XML), ("text/xml", "text/xml"),
                             ("application/xml", "application/xml")]:
            answer = self.expect(self.fhir.read(f"{path}?_format={asked}", Accept="text/plain"), 200)
            self.assertEqual(answer.headers["content-type"], given + "; charset=utf-8")
        for asked, given in [("*/*", JSON), ("application/xml", "application/xml"), (XML + ", " + JSON + ";q=0.5", XML),
                             ("application/json", "application/json"), (JSON + "; fhirVersion=4.0", JSON)]:
            answer = self.expect(self.fhir.read(path, Accept=asked), 200)
            self.assertEqual(answer.headers["content-type"], given + "; charset=utf-8")

    def test_pretty(self):
        path = "/Patient/" + self.new(patient())["id"]
        pretty = self.fhir.read(path + "?_pretty=true")
        self.assertIn(b'\n  "', pretty.body)
        self.assertEqual(pretty.json, self.fhir.read(path).json)

    def test_not_acceptable(self):
        path = "/Patient/" + self.new(patient())["id"]
        self.expect(self.fhir.read(path, Accept="text/turtle"), 406, "not-supported")
        self.expect(self.fhir.read(path + "?_format=ttl"), 406, "not-supported")
        # A write whose answer cannot be given is not done.
        before = self.fhir.read("/Patient?_summary=count").json["total"]
        self.expect(self.fhir.create(patient(), Accept="text/turtle"), 406, "not-supported")
        self.assertEqual(self.fhir.read("/Patient?_summary=count").json["total"], before)

    def test_unsupported_media(self):
        self.expect(self.fhir.send("POST", "/Patient", "x", Content_Type="text/turtle"), 415, "not-supported")


class Errors(DoorTest):
    def test_all_issues_at_once(self):
        answer = self.fhir.create({"resourceType": "Observation", "colour": "red", "status": "finished"})
        self.assertEqual(answer.status, 400)
        places = {place for issue in answer.json["issue"] for place in issue.get("expression", ())}
        self.assertLessEqual({"Observation.colour", "Observation.status", "Observation"}, places)

    def test_unknown_type(self):
        answer = self.expect(self.fhir.read("/Pateint/1"), 404, "not-found")
        self.assertIn("Patient", answer.json["issue"][0]["details"]["text"])
        for abstract in ("Resource", "DomainResource", "HumanName"):
            self.expect(self.fhir.read(f"/{abstract}/1"), 404, "not-found")

    def test_paths(self):
        self.expect(self.fhir.read("/Patient/never-there"), 404, "not-found")
        self.expect(self.fhir.read("/Patient/bad_id!"), 400, "invalid")
        self.expect(self.fhir.read("/Patient/1/$nosuch"), 404, "not-found")
        self.expect(self.fhir.read("/Patient/$nosuch"), 404, "not-found")
        self.expect(self.fhir.read("/a/b/c/d/e/f"), 404, "not-found")
        self.expect(self.fhir.send("DELETE", "/metadata"), 404, "not-found")
        answer = self.expect(self.fhir.send("POST", "/Patient/1", patient()), 405, "not-supported")
        self.assertIn("GET", answer.headers["allow"])
        xml = self.expect(self.fhir.read("/Patient/never-there", Accept=XML), 404)
        self.assertIn("<OperationOutcome", xml.body.decode())

    def test_bodies(self):
        self.expect(self.fhir.send("POST", "/Patient", "{"), 400, "structure")
        self.expect(self.fhir.send("POST", "/Patient", ""), 400, "structure")
        self.expect(self.fhir.send("POST", "/Patient", "[]"), 400)
        self.expect(self.fhir.send("POST", "/Patient", {"resourceType": "Nosuch"}), 400)
        wrong = self.expect(self.fhir.create(patient(nosuch=1, gender="robot")), 400)
        self.assertIn("Patient.nosuch", [e for i in wrong.json["issue"] for e in i.get("expression", [])])
        invalid = self.expect(self.fhir.create(patient(gender="robot")), 422, "code-invalid")
        self.assertEqual(invalid.json["issue"][0]["expression"], ["Patient.gender"])
        self.assertIn("details", invalid.json["issue"][0])

    def test_a_broken_condition_is_no_answer(self):
        self.expect(self.fhir.read("/Patient?nosuch=1"), 400)
        lenient = self.expect(self.fhir.read("/Patient?nosuch=1&_count=1", Prefer="handling=lenient"), 200).json
        outcome = entries(lenient, "outcome")
        self.assertEqual(outcome[0]["issue"][0]["severity"], "warning")
        self.assertNotIn("nosuch", link(lenient, "self"))


class Searches(DoorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [cls.fhir.new(patient(name=[{"family": f"Searched{n}"}])) for n in range(5)]
        cls.seen = [cls.fhir.new(observation("Patient/" + p["id"], code=f"{n}-1", status="final"))
                    for n, p in enumerate(cls.people)]

    def page(self, url):
        return self.expect(self.fhir.request("GET", url.removeprefix(self.base.removesuffix("/fhir"))), 200).json

    def test_type(self):
        found = self.expect(self.fhir.read("/Patient?name=Searched3"), 200).json
        self.assertEqual([p["id"] for p in entries(found, "match")], [self.people[3]["id"]])
        self.assertEqual(found["type"], "searchset")
        self.assertEqual(found["entry"][0]["fullUrl"], f"{self.base}/Patient/{self.people[3]['id']}")
        self.assertEqual(entries(found)[0], self.fhir.read("/Patient/" + self.people[3]["id"]).json)
        self.assertTrue(link(found, "self").startswith(self.base + "/Patient?name="))

    def test_post(self):
        form = urllib.parse.urlencode({"name": "Searched2", "_total": "accurate"})
        found = self.expect(self.fhir.send("POST", "/Patient/_search", form, Content_Type=FORM), 200).json
        self.assertEqual([p["id"] for p in entries(found)], [self.people[2]["id"]])
        self.assertEqual(found["total"], 1)
        self.expect(self.fhir.send("POST", "/Patient/_search", "{}"), 415, "not-supported")
        both = self.fhir.send("POST", "/Patient/_search?name=Searched2", "active=true", Content_Type=FORM).json
        self.assertNotIn("entry", both)

    def test_pages(self):
        seen, url = [], f"{self.base}/Patient?name=Searched&_count=2"
        while url:
            page = self.page(url)
            seen += [p["id"] for p in entries(page, "match")]
            url = link(page, "next")
            if len(seen) == 2:   # what comes later is not on later pages
                self.new(patient(name=[{"family": "Other"}]))
        self.assertEqual(sorted(seen), sorted(p["id"] for p in self.people))
        self.assertEqual(len(seen), len(set(seen)))

    def test_includes(self):
        found = self.expect(self.fhir.read("/Observation?code=1-1&_include=Observation:subject"), 200).json
        self.assertEqual([r["id"] for r in entries(found, "match")], [self.seen[1]["id"]])
        self.assertEqual([r["id"] for r in entries(found, "include")], [self.people[1]["id"]])

    def test_system(self):
        found = self.expect(self.fhir.read("/?_type=Patient,Observation&_count=100"), 200).json
        self.assertEqual({r["resourceType"] for r in entries(found)}, {"Patient", "Observation"})
        form = "_type=Patient&_count=1"
        self.expect(self.fhir.send("POST", "/_search", form, Content_Type=FORM), 200)
        asked = self.expect(self.fhir.read("/_search?" + form), 200).json
        self.assertEqual(len(entries(asked, "match")), 1)

    def test_compartment(self):
        path = "/Patient/" + self.people[1]["id"]
        found = self.expect(self.fhir.read(path + "/Observation"), 200).json
        self.assertEqual([r["id"] for r in entries(found)], [self.seen[1]["id"]])
        none = self.expect(self.fhir.read(path + "/Observation?code=0-1"), 200).json
        self.assertNotIn("entry", none)
        every = self.expect(self.fhir.read(path + "/*"), 200).json
        self.assertIn(self.seen[1]["id"], [r["id"] for r in entries(every)])
        self.expect(self.fhir.read(path + "/Organization"), 400, "invalid")

    def test_summary_count(self):
        found = self.expect(self.fhir.read("/Patient?name=Searched&_summary=count"), 200).json
        self.assertEqual(found["total"], 5)
        self.assertNotIn("entry", found)

    def test_elements_and_summary(self):
        found = entries(self.fhir.read("/Patient?name=Searched1&_elements=birthDate").json)[0]
        self.assertIn("birthDate", found)
        self.assertNotIn("name", found)
        read = self.expect(self.fhir.read(f"/Patient/{self.people[1]['id']}?_elements=birthDate"), 200).json
        self.assertEqual(set(read) - {"meta"}, {"resourceType", "id", "birthDate"})
        self.assertIn("SUBSETTED", [t["code"] for t in read["meta"]["tag"]])

    def test_explain(self):
        told = self.expect(self.fhir.read("/Patient?name=Searched1", Socle_Explain="true"), 200).json
        self.assertEqual(told["resourceType"], "Parameters")
        sql = [p["valueString"] for each in told["parameter"] for p in each.get("part", ()) if p["name"] == "sql"]
        self.assertTrue(any("fhir_string" in text for text in sql), told)

    def test_everything(self):
        someone = self.people[4]
        every = self.expect(self.fhir.read(f"/Patient/{someone['id']}/$everything"), 200).json
        ids = {r["id"] for r in entries(every)}
        self.assertTrue({someone["id"], self.seen[4]["id"]} <= ids, ids)
        self.assertNotIn(self.seen[3]["id"], ids)
        early = self.expect(self.fhir.read(f"/Patient/{someone['id']}/$everything?end=2019-12-31"), 200).json
        self.assertNotIn(self.seen[4]["id"], {r["id"] for r in entries(early)})
        on_time = self.expect(
            self.fhir.read(f"/Patient/{someone['id']}/$everything?start=2020-01-01&end=2020-01-02"), 200).json
        self.assertIn(self.seen[4]["id"], {r["id"] for r in entries(on_time)})
        typed = self.fhir.read(f"/Patient/{someone['id']}/$everything?_type=Observation").json
        self.assertIn(self.seen[4]["id"], {r["id"] for r in entries(typed, "match")})
        self.assertNotIn(someone["id"], {r["id"] for r in entries(typed, "match")})
        self.expect(self.fhir.read("/Patient/never-there/$everything"), 404, "not-found")

    def test_everything_of_an_encounter(self):
        someone = "Patient/" + self.people[0]["id"]
        visit = self.new({"resourceType": "Encounter", "status": "finished", "subject": {"reference": someone},
                          "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}})
        inside = self.new(observation(someone, encounter={"reference": "Encounter/" + visit["id"]}))
        every = self.expect(self.fhir.read(f"/Encounter/{visit['id']}/$everything"), 200).json
        self.assertEqual({r["id"] for r in entries(every)}, {visit["id"], inside["id"], self.people[0]["id"]})
        seen, url = [], f"{self.base}/Encounter/{visit['id']}/$everything?_count=2"
        while url:
            page = self.page(url)
            seen += [r["id"] for r in entries(page)]
            url = link(page, "next")
        self.assertEqual(len(seen), 3)


class Bundles(DoorTest):
    def test_transaction(self):
        bundle = transaction(
            entry("POST", "Patient", patient(), "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"),
            entry("POST", "Observation", observation("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"),
                  "urn:uuid:88f151c0-a954-468a-88bd-5ae15c08e059"))
        done = self.expect(self.fhir.send("POST", "", bundle), 200).json
        self.assertEqual(done["type"], "transaction-response")
        self.assertEqual([e["response"]["status"][:3] for e in done["entry"]], ["201", "201"])
        location = done["entry"][1]["response"]["location"]
        name = location.removeprefix(self.base + "/").split("/_history/")[0]
        seen = self.fhir.read("/" + name).json
        self.expect(self.fhir.read("/" + seen["subject"]["reference"]), 200)

    def test_a_transaction_is_all_or_nothing(self):
        before = self.fhir.read("/Patient?_summary=count").json["total"]
        bundle = transaction(entry("POST", "Patient", patient()),
                             entry("POST", "Patient", patient(gender="robot")))
        answer = self.expect(self.fhir.send("POST", "", bundle), 422)
        self.assertIn("Bundle.entry[1]", answer.body.decode())
        self.assertEqual(self.fhir.read("/Patient?_summary=count").json["total"], before)

    def test_batch(self):
        someone = self.new(patient())
        bundle = transaction(entry("GET", "Patient/" + someone["id"]), entry("GET", "Patient/never-there"),
                             entry("POST", "Patient", patient(gender="robot")),
                             entry("POST", "Patient", patient()), kind="batch")
        done = self.expect(self.fhir.send("POST", "", bundle), 200).json
        self.assertEqual(done["type"], "batch-response")
        self.assertEqual([e["response"]["status"][:3] for e in done["entry"]], ["200", "404", "422", "201"])
        self.assertEqual(done["entry"][0]["resource"]["id"], someone["id"])
        self.assertEqual(done["entry"][1]["response"]["outcome"]["resourceType"], "OperationOutcome")

    def test_a_faulty_entry_of_a_batch_stands_by_itself(self):
        bundle = transaction(entry("POST", "Patient", patient(nosuch=1)), entry("POST", "Patient", patient()),
                             entry("POST", "Patient", patient(nosuch=2)), kind="batch")
        done = self.expect(self.fhir.send("POST", "", bundle), 200).json
        self.assertEqual([e["response"]["status"][:3] for e in done["entry"]], ["400", "201", "400"])
        self.assertEqual(done["entry"][2]["response"]["outcome"]["issue"][0]["expression"],
                         ["Bundle.entry[2].resource.nosuch"])
        bundle["entry"][1:2] = []
        done = self.expect(self.fhir.send("POST", "", bundle), 200).json
        self.assertEqual([e["response"]["status"][:3] for e in done["entry"]], ["400", "400"])
        bundle["type"] = "transaction"
        self.expect(self.fhir.send("POST", "", bundle), 400)

    def test_no_bundle(self):
        self.expect(self.fhir.send("POST", "", patient()), 400, "invalid")
        self.expect(self.fhir.send("POST", "", transaction(kind="collection")), 400)

    def test_xml(self):
        text = ('<Bundle xmlns="http://hl7.org/fhir"><type value="batch"/><entry><request><method value="GET"/>'
                '<url value="Patient/never-there"/></request></entry></Bundle>')
        done = self.expect(self.fhir.send("POST", "", text, Content_Type=XML, Accept=XML), 200)
        self.assertIn('<status value="404', done.body.decode())


class Operations(DoorTest):
    def test_validate(self):
        fine = self.expect(self.fhir.send("POST", "/Patient/$validate", patient()), 200).json
        self.assertFalse([i for i in fine["issue"] if i["severity"] in ("fatal", "error")], fine)
        wrong = self.expect(self.fhir.send("POST", "/Patient/$validate", patient(gender="robot", nosuch=1)), 200).json
        places = [e for i in wrong["issue"] for e in i.get("expression", [])]
        self.assertIn("Patient.gender", places)
        self.assertIn("Patient.nosuch", places)
        wrapped = {"resourceType": "Parameters", "parameter": [
            {"name": "mode", "valueCode": "create"}, {"name": "resource", "resource": patient(nosuch=1)}]}
        wrong = self.expect(self.fhir.send("POST", "/Patient/$validate", wrapped), 200).json
        self.assertIn("Patient.nosuch", [e for i in wrong["issue"] for e in i.get("expression", [])])
        one = self.new(patient())
        self.expect(self.fhir.read(f"/Patient/{one['id']}/$validate"), 200)
        self.expect(self.fhir.send("POST", "/Patient/$validate?mode=never", patient()), 400, "invalid")
        self.assertEqual(self.fhir.read("/Patient/" + one["id"]).json, one)

    def test_meta(self):
        one = self.new(patient())
        path = f"/Patient/{one['id']}"
        tags = {"resourceType": "Parameters", "parameter": [
            {"name": "meta", "valueMeta": {"tag": [{"system": "urn:t", "code": "a"}, {"system": "urn:t", "code": "b"}],
                                           "profile": ["http://example.org/p"]}}]}
        added = self.expect(self.fhir.send("POST", path + "/$meta-add", tags), 200).json
        self.assertEqual(len(added["parameter"][0]["valueMeta"]["tag"]), 2)
        again = self.expect(self.fhir.send("POST", path + "/$meta-add", tags), 200).json
        self.assertEqual(len(again["parameter"][0]["valueMeta"]["tag"]), 2)
        found = self.fhir.read("/Patient?_tag=urn:t|a").json
        self.assertEqual([p["id"] for p in entries(found)], [one["id"]])
        tags["parameter"][0]["valueMeta"] = {"tag": [{"system": "urn:t", "code": "a"}]}
        self.expect(self.fhir.send("POST", path + "/$meta-delete", tags), 200)
        left = self.expect(self.fhir.read(path + "/$meta"), 200).json["parameter"][0]["valueMeta"]
        self.assertEqual([t["code"] for t in left["tag"]], ["b"])
        self.assertEqual(left["profile"], ["http://example.org/p"])
        self.expect(self.fhir.send("POST", path + "/$meta-add", patient()), 400, "invalid")

    def test_fhirpath(self):
        asked = {"resourceType": "Parameters", "parameter": [
            {"name": "expression", "valueString": "name.given | %extra"},
            {"name": "variables", "part": [{"name": "extra", "valueString": "more"}]},
            {"name": "resource", "resource": patient()}]}
        told = self.expect(self.fhir.send("POST", "/$fhirpath", asked), 200).json
        result = [p for p in told["parameter"] if p["name"] == "result"][0]
        self.assertEqual([(p["name"], p["valueString"]) for p in result["part"]],
                         [("string", "Ada"), ("string", "more")])
        self.assertEqual(result["part"][0]["extension"][0]["valueString"], "Patient.name[0].given[0]")
        one = self.new(patient())
        path = f"/Patient/{one['id']}/$fhirpath?expression="
        told = self.expect(self.fhir.read(path + "name"), 200).json
        self.assertEqual(told["parameter"][1]["part"][0]["valueHumanName"]["family"], "Müller")
        told = self.expect(self.fhir.read(path + "birthDate+%2B+1+year"), 200).json
        self.assertEqual(told["parameter"][1]["part"][0]["valueDate"], "1971-03-30")
        told = self.expect(self.fhir.read(path + "family&context=name"), 200).json
        self.assertEqual(told["parameter"][1]["valueString"], "Patient.name[0]")
        self.expect(self.fhir.read(path + "nosuch("), 400, "invalid")

    def test_metadata(self):
        told = self.expect(self.fhir.read("/metadata"), 200)
        statement = told.json
        self.assertEqual((statement["fhirVersion"], statement["implementation"]["url"]), ("4.0.1", self.base))
        types = {r["type"]: r for r in statement["rest"][0]["resource"]}
        self.assertGreater(len(types), 140)
        self.assertIn("birthdate", [p["name"] for p in types["Patient"]["searchParam"]])
        self.assertIn("Observation:subject", types["Patient"]["searchRevInclude"])
        checked = self.expect(self.fhir.send("POST", "/CapabilityStatement/$validate", told.body.decode()), 200).json
        self.assertFalse([i for i in checked["issue"] if i["severity"] in ("fatal", "error")], checked["issue"][:3])
        self.assertIn("<CapabilityStatement", self.fhir.read("/metadata?_format=xml").body.decode()[:200])
        self.expect(self.fhir.read("/metadata?mode=normative"), 200)
        self.expect(self.fhir.read("/metadata?mode=never"), 400, "invalid")
        self.assertEqual(self.fhir.read("/$versions").json["parameter"][0]["valueCode"], "4.0")

    def test_reindex(self):
        one = self.new(patient(name=[{"family": "Reindexed"}]))
        self.expect(self.fhir.send("POST", "/$reindex"), 200)
        self.assertEqual([p["id"] for p in entries(self.fhir.read("/Patient?name=Reindexed").json)], [one["id"]])

    def test_the_description_names_the_door(self):
        paths = self.fhir.request("GET", "/openapi.json").json["paths"]
        self.assertIn("/fhir/{type}/{id}", paths)
        self.assertIn("/fhir/Patient/{id}/$everything", paths)


class Loading(unittest.TestCase):
    def test_lines_and_bundles(self):
        with Socle() as server:
            folder = server.folder / "bulk"
            folder.mkdir()
            people = [patient(id=f"p{n}") for n in range(3)]
            seen = [observation(f"Patient/p{n % 3}", id=f"o{n}") for n in range(7)]
            # Observations come first by name; what they refer to is loaded before them.
            (folder / "Patient.ndjson").write_text("".join(json.dumps(each) + "\n" for each in people))
            (folder / "Observation.ndjson").write_text("".join(json.dumps(each) + "\n" for each in seen))
            ward = {"resourceType": "Organization", "id": "ward", "name": "Ward"}
            collection = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": ward}]})
            (folder / "ward.json.gz").write_bytes(gzip.compress(collection.encode()))
            self.assertIn("imported 11 resources", server.run("import", str(folder)).stdout)
            server.start()
            with Fhir(server.port) as fhir:
                self.assertEqual(fhir.read("/Organization/ward").json["name"], "Ward")
                found = fhir.read("/Patient/p0/Observation").json
                self.assertEqual({each["id"] for each in entries(found)}, {"o0", "o3", "o6"})
            self.assertEqual(server.stop(), 0)
            (folder / "bad.json").write_text(json.dumps(patient(nosuch=1)))
            refused = server.run("import", str(folder / "bad.json"), check=False)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("bad.json", refused.stderr)

    def test_lines_in_circles(self):
        with Socle() as server:
            folder = server.folder / "bulk"
            folder.mkdir()
            visit = {"resourceType": "Encounter", "id": "e", "status": "finished", "subject": {"reference": "Patient/p"},
                     "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
                     "diagnosis": [{"condition": {"reference": "Condition/c"}}]}
            problem = {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"}, "encounter": {"reference": "Encounter/e"}}
            for one in (patient(id="p"), visit, problem):
                (folder / f"{one['resourceType']}.ndjson").write_text(json.dumps(one) + "\n")
            self.assertIn("imported 3 resources", server.run("import", str(folder)).stdout)
            self.assertIn("imported 3 resources", server.run("import", str(folder)).stdout)
            self.assertEqual(server.count("fhir_resource"), 3)
            lost = {**problem, "id": "d", "encounter": {"reference": "Encounter/nosuch"}}
            (folder / "Condition.ndjson").write_text(json.dumps(lost) + "\n")
            refused = server.run("import", str(folder), check=False)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("Condition.ndjson", refused.stderr)
            self.assertEqual(server.count("fhir_resource"), 3)
            server.run("verify")
            server.start()
            with Fhir(server.port) as fhir:
                self.assertEqual(fhir.read("/Encounter?diagnosis=Condition/c&_include=Encounter:diagnosis").json["total"], 1)
                self.assertEqual(fhir.send("DELETE", "/Condition/c").status, 409)

    def test_sign_in(self):
        with Socle() as server:
            users = server.folder / "users"
            signed = {}
            for name, role in (("ada", "user"), ("boss", "admin")):
                run("user", "add", name, "--role", role, "--users-file", str(users), input="a fine password\n")
                coded = base64.b64encode(f"{name}:a fine password".encode()).decode()
                signed[name] = {"Authorization": "Basic " + coded}
            server.start("--auth", "basic", "--users-file", str(users))
            with Fhir(server.port) as fhir:
                answer = fhir.read("/Patient")
                self.assertEqual((answer.status, outcome_codes(answer)), (401, ["login"]))
                self.assertIn("www-authenticate", answer.headers)
                self.assertEqual(fhir.read("/metadata").status, 200)
                self.assertEqual(fhir.read("/Patient", **signed["ada"]).status, 200)
                for name, status in (("ada", 403), ("boss", 200)):
                    self.assertEqual(fhir.send("POST", "/$reindex", **signed[name]).status, status)
                    self.assertEqual(fhir.read("/Patient", Socle_Explain="true", **signed[name]).status, status)


class TwoDoors(DoorTest):
    def test_a_patient_has_an_ehr(self):
        one = self.new(patient())
        found = self.fhir.get(f"/ehr?subject_id={one['id']}&subject_namespace=fhir")
        self.assertEqual(found.status, 200, found.body)


if __name__ == "__main__":
    unittest.main()
