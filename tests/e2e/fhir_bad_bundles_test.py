"""Bundles that contradict themselves, go in circles or are too long: a clear refusal, all or nothing, others served."""
import json
import time
import unittest

from fhir_bad_input import SLOWEST, BadFhirInputTest
from fhir_client import entry, observation, patient, transaction

WHO = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"
OTHER = "urn:uuid:88f151c0-a954-468a-88bd-5ae15c08e059"


def organization(part_of=None, **members):
    made = {"resourceType": "Organization", "name": "Ward", **members}
    if part_of is not None:
        made["partOf"] = {"reference": part_of}
    return made


class Bundles(BadFhirInputTest):
    def bad(self, *entries, statuses=(400, 409, 412, 422)):
        bundle = transaction(*entries)
        self.refused("POST", "", json.dumps(bundle), statuses, str(entries)[:300])

    def test_conditional_references(self):
        value = [{"system": "urn:x", "value": "circle"}]
        # Each refers to the other by a condition that only the transaction itself would meet.
        self.bad(entry("POST", "Organization", organization("Organization?identifier=urn:x|b", identifier=[{"system": "urn:x", "value": "a"}])),
                 entry("POST", "Organization", organization("Organization?identifier=urn:x|a", identifier=[{"system": "urn:x", "value": "b"}])))
        self.bad(entry("POST", "Organization", organization("Organization?identifier=urn:x|circle", identifier=value)))
        for condition in ("Organization?", "Organization?nosuch=1", "Nosuch?name=x", "Patient?name=x", "?name=x", "Organization?name=%zz",
                          "Organization?identifier=urn:x|none", "Organization?_id=", "Organization?partof.partof.partof.name=x"):
            self.bad(entry("POST", "Organization", organization(condition)))
        self.bad(*[entry("POST", "Organization", organization(f"Organization?identifier=urn:x|{n}")) for n in range(500)])

    def test_several_match_a_condition(self):
        for _ in range(2):
            self.fhir.new(patient(identifier=[{"system": "urn:x", "value": "twice"}]))
            self.kept(3)   # the Patient, and the EHR_STATUS and EHR_ACCESS of the EHR made with it
        self.bad(entry("POST", "Observation", observation("Patient?identifier=urn:x|twice")))
        self.bad(entry("POST", "Patient", patient(), ifNoneExist="identifier=urn:x|twice"))
        self.bad(entry("PUT", "Patient?identifier=urn:x|twice", patient()))
        self.bad(entry("DELETE", "Patient?identifier=urn:x|twice"))

    def test_one_resource_twice(self):
        one = "Patient/" + self.patient["id"]
        self.bad(entry("PUT", one, self.patient), entry("PUT", one, self.patient))
        self.bad(entry("PUT", one, self.patient), entry("DELETE", one))
        self.bad(entry("DELETE", "Observation/" + self.observation["id"]), entry("DELETE", "Observation/" + self.observation["id"]))
        self.bad(entry("PUT", "Patient/new", patient(id="new")), entry("PUT", "Patient/new", patient(id="new")))
        self.bad(entry("POST", "Patient", patient(), WHO), entry("POST", "Patient", patient(), WHO))
        value = [{"system": "urn:x", "value": "both"}]   # nothing matches yet: each would make one
        self.bad(entry("PUT", "Patient?identifier=urn:x|both", patient(identifier=value)),
                 entry("PUT", "Patient?identifier=urn:x|both", patient(identifier=value)))
        self.bad(entry("POST", "Patient", patient(identifier=value), ifNoneExist="identifier=urn:x|both"),
                 entry("PUT", "Patient?identifier=urn:x|both", patient(identifier=value)))

    def test_references(self):
        self.bad(entry("POST", "Observation", observation("Patient/nobody")))
        self.bad(entry("DELETE", self.name))
        self.bad(entry("POST", "Observation", observation("Observation/" + self.observation["id"])))
        # A circle of urn:uuid references is none of the kinds above: it can be stored.
        answer = self.fhir.send("POST", "", transaction(entry("POST", "Organization", organization(OTHER), WHO),
                                                        entry("POST", "Organization", organization(WHO), OTHER)))
        self.assertEqual(answer.status, 200, answer.body[:500])
        self.kept(2)

    def test_entries(self):
        for each in ({}, {"resource": patient()}, {"request": {"method": "POST", "url": "Patient"}}, entry("BREW", "Patient", patient()),
                     entry("POST", "", patient()), entry("POST", "Nosuch", patient()), entry("POST", "Observation", patient()),
                     entry("POST", "http://example.org/fhir/Patient", patient()), entry("PUT", "Patient", patient()), entry("PUT", "Patient/x", patient(id="y")),
                     entry("PUT", "Patient/" + "x" * 65, patient(id="x" * 65)), entry("PUT", "Patient/x/_history/1", patient(id="x")),
                     entry("DELETE", "Patient"), entry("DELETE", ""), entry("POST", "Patient/x", patient()), entry("POST", "../Patient", patient()),
                     entry("PUT", self.name, self.patient, ifMatch='W/"7"'), entry("PUT", self.name, self.patient, ifMatch="nonsense"),
                     entry("POST", "Patient", patient(), ifNoneExist="nosuch=1"), entry("GET", "Patient?nosuch=1"), entry("GET", "Patient/nobody"),
                     entry("PATCH", self.name), entry("POST", "Patient", patient(gender="robot")), entry("POST", "Patient", patient(nosuch=1)), 1, None, []):
            self.bad(entry("POST", "Patient", patient()), each, statuses=(400, 404, 405, 409, 412, 422, 501))
        for kind in ("collection", "searchset", "history", "message", "nosuch", None, 1):
            bundle = transaction(entry("POST", "Patient", patient())) | {"type": kind}
            self.refused("POST", "", bundle, (400, 422))

    def test_a_batch_answers_each(self):
        sent = [entry("POST", "Nosuch", patient()), {}, entry("GET", "Patient/nobody"), entry("PUT", self.name, self.patient, ifMatch='W/"7"'),
                entry("DELETE", self.name), entry("POST", "Observation", observation("Patient/nobody")), entry("GET", "Patient?nosuch=1")]
        answer = self.fhir.send("POST", "", transaction(*sent, kind="batch"))
        if answer.status != 200:   # an entry that is no entry is a fault of the Bundle
            self.assertIn(answer.status, (400, 422), answer.body[:300])
            sent.remove({})
            answer = self.fhir.send("POST", "", transaction(*sent, kind="batch"))
        self.assertEqual(answer.status, 200, answer.body[:500])
        given = [each["response"]["status"][:3] for each in answer.json["entry"]]
        self.assertEqual(len(given), len(sent))
        self.assertTrue(all(status.startswith("4") for status in given), given)

    def test_100000_entries(self):
        for kind in ("transaction", "batch"):
            one = json.dumps(entry("POST", "Patient", {"resourceType": "Patient"}))
            body = '{"resourceType":"Bundle","type":"%s","entry":[%s]}' % (kind, ",".join([one] * 100000))
            self.refused("POST", "", body, (413, 422))
            reads = json.dumps(entry("GET", "Patient/nobody"))
            body = '{"resourceType":"Bundle","type":"%s","entry":[%s]}' % (kind, ",".join([reads] * 100000))
            self.refused("POST", "", body, (413, 422))

    def test_the_last_of_20000_is_faulty(self):
        """As long as a transaction may be, and none of it is stored."""
        good = json.dumps(entry("POST", "Organization", organization()))
        for bad in (entry("POST", "Observation", observation("Patient/nobody")), entry("POST", "Patient", patient(gender="robot")),
                    entry("PUT", self.name, self.patient, ifMatch='W/"7"')):
            body = '{"resourceType":"Bundle","type":"transaction","entry":[%s,%s]}' % (",".join([good] * 19999), json.dumps(bad))
            began = time.monotonic()
            self.refused("POST", "", body, (409, 412, 422))
            self.assertLess(time.monotonic() - began, SLOWEST)


if __name__ == "__main__":
    unittest.main()
