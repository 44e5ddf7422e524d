"""Requests that are answered later: Prefer: respond-async."""
import time
import unittest
import xml.etree.ElementTree

from fhir_client import XML, FhirCase, entry, observation, patient, transaction


class AsyncTest(FhirCase):
    def begin(self, method, path, body=None, prefer="respond-async", **headers):
        """The path below the base where the answer will be."""
        answer = self.fhir.send(method, path, body, Prefer=prefer, **headers)
        self.assertEqual(answer.status, 202, answer.body)
        self.assertEqual(answer.json["issue"][0]["severity"], "information")
        self.assertEqual(answer.headers["preference-applied"], "respond-async")
        where = answer.headers["content-location"]
        self.assertTrue(where.startswith(self.base + "/$async/"), where)
        return where.removeprefix(self.base)

    def answer_of(self, path, **headers):
        for _ in range(600):
            answer = self.fhir.read(path, **headers)
            if answer.status != 202:
                return answer
            self.assertRegex(answer.headers["x-progress"], r"^(waits behind|runs for) \d+")
            self.assertEqual((answer.headers["retry-after"], answer.body), ("1", b""))
            time.sleep(0.05)
        raise AssertionError("no answer")

    def later(self, method, path, body=None, **options):
        """The one entry of the answer."""
        bundle = self.answer_of(self.begin(method, path, body, **options)).json
        self.assertEqual((bundle["resourceType"], bundle["type"]), ("Bundle", "batch-response"))
        self.assertEqual(len(bundle["entry"]), 1)
        return bundle["entry"][0]

    def test_a_search(self):
        self.fhir.new(patient(name=[{"family": "Later"}]))
        found = self.later("GET", "/Patient?family=Later&_pretty=true")
        self.assertEqual(found["response"]["status"], "200 OK")
        self.assertEqual((found["resource"]["type"], found["resource"]["total"]), ("searchset", 1))

    def test_writes(self):
        made = self.later("POST", "/Patient", patient())
        self.assertEqual(made["response"]["status"], "201 Created")
        path = made["response"]["location"].removeprefix(self.base).removesuffix("/_history/1")
        self.assertEqual(made["resource"]["id"], path.removeprefix("/Patient/"))
        self.assertEqual(self.fhir.read(path).status, 200)
        self.assertEqual(made["response"]["etag"], 'W/"1"')

        changed = self.later("PUT", path, made["resource"] | {"active": True}, prefer="return=minimal; respond-async", If_Match='W/"1"')
        self.assertNotIn("resource", changed)
        self.assertEqual(changed["response"]["etag"], 'W/"2"')
        stale = self.later("PUT", path, made["resource"], If_Match='W/"1"')
        self.assertEqual(stale["response"]["status"], "412")
        self.assertEqual(stale["response"]["outcome"]["resourceType"], "OperationOutcome")
        self.assertNotIn("resource", stale)
        self.assertEqual(self.later("DELETE", path)["response"]["status"], "204 No Content")
        self.assertEqual(self.fhir.read(path).status, 410)

    def test_a_transaction_and_an_operation(self):
        urn = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"
        bundle = transaction(entry("POST", "Patient", patient(), full_url=urn), entry("POST", "Observation", observation(urn)))
        done = self.later("POST", "", bundle)["resource"]
        self.assertEqual(done["type"], "transaction-response")
        self.assertEqual([each["response"]["status"] for each in done["entry"]], ["201 Created"] * 2)
        name = done["entry"][0]["response"]["location"].removeprefix(self.base).split("/")[2]
        everything = self.later("GET", f"/Patient/{name}/$everything")["resource"]
        self.assertEqual(sorted(each["resource"]["resourceType"] for each in everything["entry"]), ["Observation", "Patient"])

    def test_what_fails(self):
        self.assertEqual(self.later("GET", "/Patient/none")["response"]["status"], "404")
        broken = self.later("POST", "/Patient", {"resourceType": "Patient", "gender": "neither"})["response"]
        self.assertEqual(broken["status"], "422")
        self.assertEqual(broken["outcome"]["issue"][0]["expression"], ["Patient.gender"])

    def test_the_answers_format_is_asked_with_the_answer(self):
        where = self.begin("GET", "/Patient")
        answer = self.answer_of(where, Accept=XML)
        self.assertEqual(xml.etree.ElementTree.fromstring(answer.body).tag, "{http://hl7.org/fhir}Bundle")

    def test_an_answer_stays_until_it_is_taken_away(self):
        where = self.begin("GET", "/Patient")
        self.assertEqual(self.answer_of(where).body, self.answer_of(where).body)
        self.assertEqual(self.fhir.send("DELETE", where).status, 202)
        self.assertEqual(self.fhir.read(where).status, 404)
        self.assertEqual(self.fhir.send("DELETE", where).status, 404)
        self.assertEqual(self.fhir.read("/$async/none").status, 404)

    def test_what_is_not_asked_later(self):
        self.assertEqual(self.fhir.read("/metadata", Prefer="respond-async").status, 200)
        self.assertEqual(self.fhir.request("HEAD", "/fhir/Patient", Prefer="respond-async").status, 200)
        self.assertEqual(self.fhir.read("/Patient", Prefer="handling=lenient").status, 200)

    def test_more_than_may_wait(self):
        begun = []
        while True:
            answer = self.fhir.read("/Patient", Prefer="respond-async")
            if answer.status != 202:
                break
            begun.append(answer.headers["content-location"].removeprefix(self.base))
            self.assertLessEqual(len(begun), 100)
        self.assertEqual(answer.status, 429)
        self.assertEqual(answer.json["issue"][0]["code"], "throttled")
        for each in begun:
            self.assertEqual(self.fhir.send("DELETE", each).status, 202)
        self.assertEqual(self.later("GET", "/Patient")["response"]["status"], "200 OK")


if __name__ == "__main__":
    unittest.main()
