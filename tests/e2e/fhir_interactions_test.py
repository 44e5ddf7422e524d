"""What is rarer at the FHIR door: compartments, $everything, $meta of many, entries of Bundles, settings."""
import base64
import json
import unittest
import urllib.parse

from fhir_client import FhirCase, entries, entry, link, observation, outcome_codes, patient, transaction

PARAMETERS = "Parameters"


def encounter(subject, **members):
    return {"resourceType": "Encounter", "status": "finished", "subject": {"reference": subject},
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}, **members}


class Door(FhirCase):
    def read(self, path, status=200, **headers):
        answer = self.fhir.read(path, **headers)
        self.assertEqual(answer.status, status, answer.body[:1000])
        return answer.json if answer.body else None

    def send(self, method, path, body=None, status=200, **headers):
        answer = self.fhir.send(method, path, body, **headers)
        self.assertEqual(answer.status, status, answer.body[:1000])
        return answer

    def pages(self, path):
        """The pages from `path` on, by their links."""
        found, url = [], self.base + path
        while url:
            page = self.read(url[len(self.base):])
            found.append(page)
            url = link(page, "next")
        return found


class Compartments(Door):
    def test_all_five(self):
        someone = self.fhir.new(patient())
        subject = "Patient/" + someone["id"]
        doctor = self.fhir.new({"resourceType": "Practitioner"})
        daughter = self.fhir.new({"resourceType": "RelatedPerson", "patient": {"reference": subject}})
        device = self.fhir.new({"resourceType": "Device"})
        visit = self.fhir.new(encounter(subject, participant=[{"individual": {"reference": "Practitioner/" + doctor["id"]}}]))
        seen = self.fhir.new(observation(subject, encounter={"reference": "Encounter/" + visit["id"]},
                                         device={"reference": "Device/" + device["id"]},
                                         performer=[{"reference": "RelatedPerson/" + daughter["id"]}]))
        for of, path, expected in ((visit, "Observation", [seen]), (visit, "*", [visit, seen]), (visit, "Encounter", [visit]),
                                   (doctor, "Encounter", [visit]), (doctor, "*", [visit, doctor]),
                                   (daughter, "Observation?code=8302-2", [seen]), (daughter, "Observation?code=0-0", []),
                                   (device, "Observation", [seen]), (device, "*", [device, seen])):
            found = self.read(f"/{of['resourceType']}/{of['id']}/{path}")
            self.assertEqual({r["id"] for r in entries(found)}, {r["id"] for r in expected}, (of["resourceType"], path))
        form = self.send("POST", f"/Encounter/{visit['id']}/Observation/_search", "code=8302-2",
                         Content_Type="application/x-www-form-urlencoded").json
        self.assertEqual(len(entries(form)), 1)
        self.read(f"/Encounter/{visit['id']}/Organization", 400)
        self.read("/Organization/1/Patient", 404)
        self.assertEqual(len(self.read("/metadata")["rest"][0]["compartment"]), 5)


class Everything(Door):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.someone = cls.fhir.new(patient())
        subject = "Patient/" + cls.someone["id"]
        cls.doctor = cls.fhir.new({"resourceType": "Practitioner"})
        cls.visit = cls.fhir.new(encounter(subject, period={"start": "2020-01-01", "end": "2020-01-03"}))
        by = [{"reference": "Practitioner/" + cls.doctor["id"]}]
        cls.seen = [cls.fhir.new(observation(subject, effectiveDateTime=f"2020-01-{day:02}", performer=by,
                                             encounter={"reference": "Encounter/" + cls.visit["id"]}))
                    for day in range(1, 11)]
        cls.fhir.new(observation("Patient/" + cls.fhir.new(patient())["id"], performer=by))
        cls.path = f"/{subject}/$everything"

    def ids(self, bundle):
        return [r["id"] for r in entries(bundle)]

    def test_pages_are_exact(self):
        every = self.read(self.path)
        self.assertEqual(every["total"], 13)
        self.assertEqual(self.ids(every)[0], self.someone["id"])
        modes = {e["resource"]["id"]: e["search"]["mode"] for e in every["entry"]}
        self.assertEqual([i for i, mode in modes.items() if mode == "include"], [self.doctor["id"]])
        for count in (1, 5, 12, 13):
            pages = self.pages(f"{self.path}?_count={count}")
            self.assertEqual({len(p["entry"]) for p in pages[:-1]} | {count}, {count})
            self.assertEqual([i for p in pages for i in self.ids(p)], self.ids(every))
        self.assertEqual(self.read(self.path + "?_count=0")["total"], 13)

    def test_filters_come_before_pages(self):
        days = self.pages(f"{self.path}?start=2020-01-05&end=2020-01-06&_count=2")
        self.assertEqual([i for p in days for i in self.ids(p)],
                         [self.someone["id"], self.seen[4]["id"], self.seen[5]["id"], self.doctor["id"]])
        self.assertEqual([len(p["entry"]) for p in days], [2, 2])
        typed = self.pages(f"{self.path}?_type=Practitioner,Encounter&_count=1")
        self.assertEqual([i for p in typed for i in self.ids(p)], [self.visit["id"], self.doctor["id"]])
        since = self.fhir.new(observation("Patient/" + self.someone["id"], effectiveDateTime="2019-01-01"))
        late = self.read(f"{self.path}?_since={urllib.parse.quote(since['meta']['lastUpdated'])}")
        self.assertEqual(self.ids(late), [since["id"]])
        self.send("DELETE", "/Observation/" + since["id"], status=204)

    def test_links_are_stable(self):
        first = self.read(self.path + "?_count=6")
        later = self.fhir.new(observation("Patient/" + self.someone["id"], effectiveDateTime="2020-01-02"))
        rest = self.read(link(first, "next")[len(self.base):])
        self.assertNotIn(later["id"], self.ids(rest))
        self.assertEqual(len(self.ids(first) + self.ids(rest)), 12)
        self.send("DELETE", "/Observation/" + later["id"], status=204)
        self.read(self.path + "?_page=x", 400)

    def test_pages_show_the_set_as_it_was(self):
        someone = self.fhir.new(patient())
        subject = "Patient/" + someone["id"]
        doctors = [self.fhir.new({"resourceType": "Practitioner", "name": [{"family": f"Doctor{i}"}]}) for i in range(3)]
        seen = [self.fhir.new(observation(subject, effectiveDateTime=f"2021-02-{day:02}",
                                          performer=[{"reference": "Practitioner/" + doctors[day % 2]["id"]}])) for day in range(1, 9)]
        path = f"/{subject}/$everything?_count=2&start=2021-02-01&end=2021-02-28"
        before = [(r["id"], r["meta"]["versionId"], r.get("effectiveDateTime")) for p in self.pages(path) for r in entries(p)]
        self.assertEqual(len(before), 11)
        first = self.read(path)
        # Deleted, moved out of the time asked for, given to another patient, another doctor, one who is named no more.
        self.send("DELETE", "/Observation/" + seen[2]["id"], status=204)
        self.send("PUT", "/Observation/" + seen[3]["id"], {**seen[3], "effectiveDateTime": "2001-01-01"})
        self.send("PUT", "/Observation/" + seen[4]["id"], {**seen[4], "subject": {"reference": "Patient/" + self.someone["id"]}})
        for one in seen[5:]:
            self.send("PUT", "/Observation/" + one["id"], {**one, "performer": [{"reference": "Practitioner/" + doctors[2]["id"]}]})
        self.send("PUT", "/Practitioner/" + doctors[0]["id"], {**doctors[0], "name": [{"family": "Renamed"}]})
        self.send("PUT", "/" + subject, {**someone, "gender": "male"})
        self.fhir.new(observation(subject, effectiveDateTime="2021-02-05"))
        pages = [first]
        while link(pages[-1], "next"):
            pages.append(self.read(link(pages[-1], "next")[len(self.base):]))
        self.assertEqual([(r["id"], r["meta"]["versionId"], r.get("effectiveDateTime")) for p in pages for r in entries(p)], before)
        now = self.read(path.replace("_count=2", "_count=50"))
        self.assertEqual(len(entries(now)), 1 + 6 + 3)

    def test_of_all_patients(self):
        patients = [r["id"] for p in self.pages("/Patient?_count=50") for r in entries(p)]
        alone = {one: self.ids(self.read(f"/Patient/{one}/$everything")) for one in patients}
        every = self.read("/Patient/$everything?_count=1000")
        wanted, given = [], set()
        for one in patients:
            wanted += [i for i in alone[one] if i not in given]
            given |= set(alone[one])
        self.assertEqual(sorted(self.ids(every)), sorted(wanted))
        self.assertEqual(every["total"], len({*wanted}) + sum(map(len, alone.values())) - len({i for a in alone.values() for i in a}))
        for count in (1, 3, 7):
            pages = self.pages(f"/Patient/$everything?_count={count}")
            self.assertTrue(all(len(p["entry"]) <= count for p in pages))
            self.assertEqual({i for p in pages for i in self.ids(p)}, set(wanted))
        page = self.read("/Patient/$everything?_type=Patient&_count=1")
        self.fhir.new(patient())
        found = self.ids(page)
        while link(page, "next"):
            page = self.read(link(page, "next")[len(self.base):])
            found += self.ids(page)
        self.assertEqual(found, patients)
        self.read("/Patient/$everything?_page=x", 400)
        self.read("/Patient/$everything?_page=a.b", 400)

    def test_a_post_with_parameters(self):
        asked = {"resourceType": PARAMETERS, "parameter": [
            {"name": "start", "valueDate": "2020-01-05"}, {"name": "end", "valueDate": "2020-01-05"},
            {"name": "_type", "valueCode": "Observation"}, {"name": "_type", "valueCode": "Patient"},
            {"name": "_count", "valueInteger": 1}]}
        page = self.send("POST", self.path, asked).json
        self.assertEqual(self.ids(page), [self.someone["id"]])
        page = self.read(link(page, "next")[len(self.base):])
        self.assertEqual(self.ids(page), [self.seen[4]["id"]])
        self.assertIsNone(link(page, "next"))
        self.assertEqual(len(self.ids(self.send("POST", self.path).json)), 13)
        self.send("POST", self.path, patient(), status=400)

    def test_of_an_encounter(self):
        path = f"/Encounter/{self.visit['id']}/$everything"
        every = self.read(path)
        self.assertEqual(set(self.ids(every)),
                         {self.visit["id"], self.someone["id"], self.doctor["id"]} | {o["id"] for o in self.seen})
        pages = self.pages(path + "?_count=4")
        self.assertEqual([i for p in pages for i in self.ids(p)], self.ids(every))
        self.assertEqual([len(p["entry"]) for p in pages], [4, 4, 4, 1])

    def test_what_is_refused(self):
        for query in ("start=x", "_count=-1", "_strat=2020", "_since=yesterday"):
            self.read(f"{self.path}?{query}", 400)
        self.read(f"{self.path}?_type=Patiet", 404)
        self.read("/Patient/nobody/$everything", 404)


class MetaOfMany(Door):
    def test_type_and_system(self):
        def meta(path):
            parameter, = self.read(path)["parameter"]
            return parameter.get("valueMeta", {})
        self.assertEqual(meta("/Patient/$meta"), {})
        tags = [{"system": "urn:own:tags", "code": "a", "display": "A"}, {"code": "b"}, {"system": "urn:own:tags", "code": "b"}]
        first = self.fhir.new(patient(meta={"tag": tags[:2], "profile": ["http://example.org/p"]}))
        for _ in range(3):
            self.fhir.new(patient(meta={"tag": tags[1:], "profile": ["http://example.org/p", "http://example.org/q"]}))
        label = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
        self.fhir.new({"resourceType": "Device", "meta": {"security": [label], "tag": [tags[0]]}})
        of_patients = meta("/Patient/$meta")
        self.assertEqual(of_patients["profile"], ["http://example.org/p", "http://example.org/q"])
        self.assertEqual(sorted(map(str, of_patients["tag"])), sorted(map(str, tags)))
        self.assertEqual(meta("/Device/$meta"), {"security": [label], "tag": [tags[0]]})
        of_all = meta("/$meta")
        self.assertEqual((len(of_all["tag"]), of_all["security"]), (3, [label]))
        del first["meta"]
        self.fhir.update(first)
        self.assertEqual(len(meta(f"/Patient/{first['id']}/_history/1/$meta")["tag"]), 2)
        self.assertEqual(meta(f"/Patient/{first['id']}/$meta").get("tag"), None)
        self.read(f"/Patient/{first['id']}/_history/9/$meta", 404)
        self.assertEqual(len(meta("/Patient/$meta")["tag"]), 2)
        self.send("POST", "/Patient/$meta")


class BundleEntries(Door):
    def post(self, *items, kind="batch", **headers):
        return self.send("POST", "", transaction(*items, kind=kind), **headers).json["entry"]

    def test_conditional_reads(self):
        someone = self.fhir.new(patient())
        url, now = "Patient/" + someone["id"], someone["meta"]["lastUpdated"]
        for kind in ("batch", "transaction"):
            answers = self.post(entry("GET", url, ifNoneMatch='W/"1"'), entry("GET", url, ifNoneMatch='W/"2"'),
                                entry("GET", url, ifModifiedSince=now), entry("GET", url, ifModifiedSince="2001-01-01T00:00:00Z"),
                                entry("HEAD", url), kind=kind)
            self.assertEqual([a["response"]["status"][:3] for a in answers], ["304", "200", "304", "200", "200"])
            self.assertEqual(["resource" in a for a in answers], [False, True, False, True, False])
            self.assertEqual(answers[0]["response"]["etag"], 'W/"1"')

    def test_prefer(self):
        for kind in ("batch", "transaction"):
            made = [entry("POST", "Patient", patient()), entry("PUT", f"Patient/{kind}", patient(id=kind))]
            plain = self.post(*made, kind=kind)
            self.assertTrue(all("resource" not in a and "outcome" not in a["response"] for a in plain))
            bodies = self.post(*made, kind=kind, Prefer="return=representation")
            self.assertEqual([a["resource"]["resourceType"] for a in bodies], ["Patient", "Patient"])
            self.assertEqual([a["resource"]["meta"]["versionId"] for a in bodies], ["1", "1"])
            told = self.post(*made, entry("DELETE", f"Patient/{kind}"), kind="batch", Prefer="return=OperationOutcome")
            self.assertTrue(all(a["response"]["outcome"]["resourceType"] == "OperationOutcome" for a in told))

    def test_patch(self):
        someone = self.fhir.new(patient())
        json_patch = base64.b64encode(json.dumps([{"op": "replace", "path": "/birthDate", "value": "1999-09-09"}]).encode())
        binary = {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": json_patch.decode()}
        path_patch = {"resourceType": PARAMETERS, "parameter": [{"name": "operation", "part": [
            {"name": "type", "valueCode": "replace"}, {"name": "path", "valueString": "Patient.gender"},
            {"name": "value", "valueCode": "other"}]}]}
        url = "Patient/" + someone["id"]
        for kind in ("batch", "transaction"):
            self.post(entry("PATCH", url, binary), kind=kind)
            self.post(entry("PATCH", url, path_patch), kind=kind)
        read = self.read("/" + url)
        self.assertEqual((read["birthDate"], read["gender"], read["meta"]["versionId"]), ("1999-09-09", "other", "3"))

    def test_what_is_no_resource_and_no_type(self):
        someone = self.fhir.new(patient(meta={"tag": [{"code": "t"}]}))
        url = "Patient/" + someone["id"]
        seen = self.fhir.new(observation(url))
        asked = [entry("GET", url + "/_history"), entry("GET", url + "/$everything?_count=1"), entry("GET", url + "/Observation"),
                 entry("GET", url + "/$meta"), entry("GET", f"?_id={someone['id']}&_type=Patient"), entry("GET", "metadata"),
                 entry("POST", "Patient/$validate", patient()), entry("GET", "_history?_count=1"),
                 entry("POST", f"Patient/_search?_id={someone['id']}"), entry("GET", f"{self.base}/{url}/_history/1/$meta")]
        for kind in ("batch", "transaction"):
            answers = self.post(*asked, kind=kind)
            self.assertEqual([a["response"]["status"][:3] for a in answers], ["200"] * len(asked), answers)
            types = [a["resource"]["resourceType"] for a in answers]
            self.assertEqual(types, ["Bundle", "Bundle", "Bundle", PARAMETERS, "Bundle", "CapabilityStatement",
                                     "OperationOutcome", "Bundle", "Bundle", PARAMETERS])
            self.assertEqual(answers[2]["resource"]["entry"][0]["resource"]["id"], seen["id"])
        wrong = self.post(entry("GET", url + "/$nothing"), entry("GET", "Patient/nobody/$everything"), entry("PUT", url + "/$meta"),
                          entry("POST", "/", transaction(entry("GET", url))), entry("GET", "Encounter/$everything"))
        self.assertEqual([a["response"]["status"][:3] for a in wrong], ["404", "404", "400", "405", "404"])
        self.assertTrue(all(a["response"]["outcome"]["issue"] for a in wrong))

    def test_operations_that_write(self):
        someone = self.fhir.new(patient())
        url = f"Patient/{someone['id']}/$meta-add"
        tag = {"resourceType": PARAMETERS, "parameter": [{"name": "meta", "valueMeta": {"tag": [{"code": "new"}]}}]}
        refused = self.send("POST", "", transaction(entry("POST", url, tag)), status=501)
        self.assertEqual(outcome_codes(refused), ["not-supported"])
        self.assertEqual(self.read("/Patient/" + someone["id"])["meta"]["versionId"], "1")
        answer, = self.post(entry("POST", url, tag))
        self.assertEqual((answer["response"]["status"][:3], answer["response"]["etag"]), ("200", 'W/"2"'))

    def test_a_transaction_reads_last(self):
        made = patient(identifier=[{"system": "urn:x", "value": "reads-last"}])
        answers = self.post(entry("GET", "Patient?identifier=urn:x|reads-last"), entry("POST", "Patient", made), kind="transaction")
        self.assertEqual(len(entries(answers[0]["resource"])), 1)
        self.assertEqual(link(answers[0]["resource"], "self"), f"{self.base}/Patient?identifier=urn:x|reads-last")


class Interactions(Door):
    def test_only_where_there_is_none(self):
        someone = patient(id="only-once")
        self.send("PUT", "/Patient/only-once", someone, 201, If_None_Match="*")
        self.send("PUT", "/Patient/only-once", someone, 412, If_None_Match="*")
        self.send("PUT", "/Patient/only-once", someone, 400, If_None_Match='W/"1"')
        self.send("PUT", "/Patient/only-once", someone, 400, If_None_Match="*", If_Match='W/"1"')
        self.send("DELETE", "/Patient/only-once", status=204)
        self.send("PUT", "/Patient/only-once", someone, 201, If_None_Match="*")

    def test_only_where_there_is_one(self):
        someone = patient(id="there")
        self.send("PUT", "/Patient/there", someone, 412, If_Match="*")
        self.send("PUT", "/Patient/there", someone, 201)
        self.send("PUT", "/Patient/there", {**someone, "gender": "male"}, 200, If_Match="*")
        patch = [{"op": "replace", "path": "/gender", "value": "other"}]
        self.send("PATCH", "/Patient/there", patch, 200, If_Match="*", Content_Type="application/json-patch+json")
        bundle = transaction(entry("PUT", "Patient/there", {**someone, "gender": "female"}, ifMatch="*"))
        self.send("POST", "", bundle)
        self.assertEqual(self.read("/Patient/there")["meta"]["versionId"], "4")
        self.send("DELETE", "/Patient/there", status=204, If_Match="*")
        self.send("POST", "", bundle, 412)

    def test_operations_that_are_none(self):
        someone = "/Patient/" + self.fhir.new(patient())["id"]
        for method, path in (("POST", someone + "/$evrything"), ("GET", someone + "/$evrything"), ("POST", "/Patient/$evrything"),
                             ("GET", "/Patient/$evrything")):
            answer = self.send(method, path, status=404)
            self.assertIn("$everything", answer.body.decode(), (method, path))
        self.send("POST", "/Nosuch/$meta-x", status=404)
        answer = self.send("POST", someone, patient(), 405)
        self.assertEqual(answer.headers["allow"], "GET, HEAD, PUT, PATCH, DELETE, OPTIONS")

    def test_how_a_search_is_answered(self):
        subject = "Patient/" + self.fhir.new(patient(name=[{"family": "Explained"}]))["id"]
        for value in (1, 2, 3):
            self.fhir.new(observation(subject, value, "0-7"))
        found = self.read("/Observation?code=0-7&value-quantity=gt1&subject.family=explained", Socle_Explain="true")
        told = [p for p in found["parameter"] if p["name"] == "statement"]
        steps = [[(q.get("valueString", q.get("valueDecimal"))) for q in p["part"]]
                 for one in told for p in one["part"] if p["name"] == "step"]
        self.assertIn(["rows of the statement", 2], steps)
        self.assertTrue({"of these meet code", "of these meet value-quantity", "of these meet subject"} & {s[0] for s in steps}, steps)
        self.assertEqual(min(rows for _, rows in steps), 1 if any(s[0].startswith("joined") for s in steps) else 2, steps)
        self.assertNotIn("explained", str(found))

    def test_parts_of_versions(self):
        someone = self.fhir.new(patient())
        for path in (f"/Patient/{someone['id']}", f"/Patient/{someone['id']}/_history/1"):
            self.assertNotIn("name", self.read(path + "?_elements=birthDate"))
        history = self.read(f"/Patient/{someone['id']}/_history?_elements=birthDate")
        self.assertEqual(set(history["entry"][0]["resource"]) - {"meta"}, {"resourceType", "id", "birthDate"})

    def test_every_get_has_a_head(self):
        someone = self.fhir.new(patient())
        path = "/Patient/" + someone["id"]
        for each in (path, path + "/_history/1", path + "/_history", "/Patient", "/metadata", path + "/$everything", path + "/$meta",
                     path + "/Observation", "/_history", "/$meta"):
            answer = self.fhir.request("HEAD", "/fhir" + each)
            self.assertEqual((answer.status, answer.body), (200, b""), each)

    def test_methods(self):
        answer = self.fhir.send("PUT", "/metadata", patient())
        self.assertIn(answer.status, (404, 405))
        answer = self.fhir.send("DELETE", "/Patient/1/_history/1")
        self.assertEqual(answer.status, 405)
        self.assertIn("GET", answer.headers["allow"])
        self.assertEqual(outcome_codes(answer), ["not-supported"])


class Bytes(Door):
    def test_of_a_binary(self):
        data = bytes(range(256)) * 40
        subject = "Patient/" + self.fhir.new(patient())["id"]
        made = self.send("POST", "/Binary", data, 201, Content_Type="image/png", X_Security_Context=subject)
        path = "/Binary/" + made.json["id"]
        self.assertEqual(made.json["contentType"], "image/png")
        self.assertEqual(base64.b64decode(self.read(path)["data"]), data)
        for accept in ("image/png", "image/*", "image/png, */*;q=0.5"):
            raw = self.fhir.read(path, Accept=accept)
            self.assertEqual((raw.status, raw.headers["content-type"], raw.headers["x-security-context"]), (200, "image/png", subject), accept)
            self.assertEqual(raw.body, data)
            self.assertEqual(raw.headers["content-security-policy"], "sandbox")
        self.assertEqual(self.fhir.read(path, Accept="image/png", If_None_Match=raw.headers["etag"]).status, 304)
        self.assertEqual(self.fhir.read(path, Accept="text/plain").status, 406)
        self.assertEqual(self.fhir.read(path + "?_format=json", Accept="image/png").json["resourceType"], "Binary")
        self.assertEqual(self.fhir.read("/" + subject, Accept="image/png").status, 406)
        self.assertEqual(self.fhir.read("/Binary/nosuch", Accept="image/png").status, 404)
        changed = self.send("PUT", path, b"plain", 200, Content_Type="text/plain; charset=utf-8")
        self.assertEqual(changed.json["meta"]["versionId"], "2")
        self.assertEqual(self.fhir.read(path, Accept="text/plain").body, b"plain")
        self.assertEqual(self.fhir.read(path + "/_history/1", Accept="image/png").body, data)
        self.send("POST", "/Patient", data, 415, Content_Type="image/png")
        evil = {"resourceType": "Binary", "contentType": "text/plain", "data": "aGk=",
                "securityContext": {"reference": "http://a.example/\r\nX-Evil: 1"}}
        self.assertNotIn("x-evil", self.fhir.read("/Binary/" + self.fhir.new(evil)["id"], Accept="text/plain").headers)
        self.send("POST", "/Binary", b"", 201, Content_Type="image/png")
        self.send("POST", "/Binary", data, 422, Content_Type="image/png", X_Security_Context="Patient/nobody")


class LooseReferences(Door):
    def test_lead_nowhere(self):
        for text in ("Nosuch/1", "Patient", " Patient/1", "Patient/1/2", "Patient/1/_history/x", "Patient?identifier=1", "../Patient/1"):
            answer = self.send("POST", "/Observation", observation(text), 422)
            self.assertEqual(answer.json["issue"][0]["expression"], ["Observation.subject"], text)
            self.assertNotIn(text.strip(), answer.body.decode())
        for text in ("http://elsewhere.example/fhir/Patient/1", "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"):
            self.send("POST", "/Observation", observation(text), 201)


class DeletingMany(Door):
    SETTINGS = ("--fhir-conditional-delete", "multiple")

    def new(self, value, count=3):
        for _ in range(count):
            self.fhir.new(patient(identifier=[{"system": "urn:many", "value": value}]))

    def test_all_that_match_or_none(self):
        self.assertEqual({r["conditionalDelete"] for r in self.read("/metadata")["rest"][0]["resource"]}, {"multiple"})
        self.new("a")
        told = self.send("DELETE", "/Patient?identifier=urn:many|a", Prefer="return=OperationOutcome").json
        self.assertIn("3", told["issue"][0]["details"]["text"])
        self.assertEqual(entries(self.read("/Patient?identifier=urn:many|a")), [])
        self.new("b")
        held = entries(self.read("/Patient?identifier=urn:many|b"))[1]
        seen = self.fhir.new(observation("Patient/" + held["id"]))
        self.send("DELETE", "/Patient?identifier=urn:many|b", status=409)
        self.assertEqual(len(entries(self.read("/Patient?identifier=urn:many|b"))), 3)
        self.send("POST", "", transaction(entry("DELETE", "Patient?identifier=urn:many|b"), entry("DELETE", "Observation/" + seen["id"])))
        self.assertEqual(entries(self.read("/Patient?identifier=urn:many|b")), [])
        self.send("DELETE", "/Patient", status=400)


class WithoutIntegrity(Door):
    SETTINGS = ("--fhir-referential-integrity", "off")

    def test_references_lead_anywhere(self):
        policies = self.read("/metadata")["rest"][0]["resource"][0]["referencePolicy"]
        self.assertNotIn("enforced", policies)
        self.fhir.new(observation("Patient/nobody"))
        someone = self.fhir.new(patient())
        seen = self.fhir.new(observation("Patient/" + someone["id"]))
        self.send("DELETE", "/Patient/" + someone["id"], status=204)
        self.read("/Observation/" + seen["id"])


if __name__ == "__main__":
    unittest.main()
