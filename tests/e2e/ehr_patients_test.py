"""An EHR of the openEHR door has a Patient at the FHIR door, from the same commit on."""
import json
import pathlib
import tempfile
import unittest

from fhir_client import Fhir, FhirCase, entries, observation, patient
from socle_process import Socle, run

EHR_ID = "urn:socle:ehr_id"


def status(identifier=None, name_space="hospital"):
    subject = {"_type": "PARTY_SELF"}
    if identifier is not None:
        subject["external_ref"] = {"_type": "PARTY_REF", "namespace": name_space, "type": "PERSON",
                                   "id": {"_type": "GENERIC_ID", "value": identifier, "scheme": "any"}}
    return {"_type": "EHR_STATUS", "archetype_node_id": "openEHR-EHR-EHR_STATUS.generic.v1",
            "name": {"_type": "DV_TEXT", "value": "EHR Status"}, "subject": subject,
            "is_queryable": True, "is_modifiable": True}


class TwoDoors(FhirCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.openehr = cls.server.client()

    @classmethod
    def tearDownClass(cls):
        cls.openehr.close()
        assert cls.server.stop() == 0
        cls.server.run("verify")
        super().tearDownClass()

    def make(self, *subject, code=201):
        answer = self.openehr.post("/ehr", json.dumps(status(*subject)))
        self.assertEqual(answer.status, code, answer.body)
        return answer.etag if code == 201 else None

    def patients(self, identifier):
        answer = self.fhir.read(f"/Patient?identifier={identifier}")
        self.assertEqual(answer.status, 200, answer.body)
        return entries(answer.json)

    def ehr_of(self, identifier, name_space="fhir"):
        answer = self.openehr.get(f"/ehr?subject_id={identifier}&subject_namespace={name_space}")
        return answer.json["ehr_id"]["value"] if answer.status == 200 else answer.status

    def test_without_a_subject(self):
        ehr = self.make()
        found = self.fhir.read(f"/Patient/{ehr}").json
        self.assertEqual(found["identifier"], [{"system": EHR_ID, "value": ehr}])
        self.assertEqual(set(found), {"resourceType", "id", "meta", "identifier"})
        self.assertEqual([p["id"] for p in self.patients(f"{EHR_ID}|{ehr}")], [ehr])
        self.assertEqual(self.ehr_of(ehr), ehr)
        self.assertEqual(self.fhir.send("POST", "/Patient/$validate", found).status, 200)

    def test_a_subject_of_another_namespace(self):
        ehr = self.make("42 a", "St.Mary+1")
        found, = self.patients("urn:socle:namespace:St.Mary%252B1|42%20a")
        self.assertEqual(found["id"], ehr)
        self.assertEqual(self.ehr_of("42%20a", "St.Mary%2B1"), ehr)
        other = self.make("43", "https://hospital.example/pid")
        self.assertEqual([p["id"] for p in self.patients("https://hospital.example/pid|43")], [other])
        odd = self.make("\u0007", "controls")
        self.assertEqual(self.fhir.read(f"/Patient/{odd}").json["identifier"], [{"system": EHR_ID, "value": odd}])

    def test_a_subject_that_is_a_patients_id(self):
        ehr = self.make("named-1", "ipp")
        self.assertEqual(self.fhir.read("/Patient/named-1").status, 200)
        self.assertEqual(self.fhir.read(f"/Patient/{ehr}").status, 404)
        updated = self.fhir.update(patient(id="named-1"))
        self.assertEqual((updated.status, updated.headers["etag"]), (200, 'W/"2"'))
        self.assertEqual(self.ehr_of("named-1"), ehr)
        self.make("named-1", "ipp", code=409)
        self.make("named-1", "fhir", code=409)  # that Patient is in the first EHR
        self.make("no id of FHIR", "fhir")

    def test_an_ehr_that_may_not_be_changed(self):
        ehr = self.make("closed-1", "ipp")
        seen = self.fhir.new(observation("Patient/closed-1"))
        path = f"/ehr/{ehr}/ehr_status"
        before = self.openehr.get(path)
        closed = {**status("closed-1", "ipp"), "is_modifiable": False}
        changed = self.openehr.put(path, json.dumps(closed), If_Match=before.etag)
        self.assertIn(changed.status, (200, 204), changed.body)
        for method, to, body in (("POST", "/Observation", observation("Patient/closed-1")), ("PUT", "/Patient/closed-1", patient(id="closed-1")),
                                 ("PUT", f"/Observation/{seen['id']}", {**seen, "status": "amended"}), ("DELETE", f"/Observation/{seen['id']}", None)):
            answer = self.fhir.send(method, to, body)
            self.assertEqual(answer.status, 409, (method, to, answer.body))
            self.assertIn("not modifiable", answer.body.decode())
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [
            {"resource": {"resourceType": "Organization", "id": "of-a-closed", "name": "Ward"}, "request": {"method": "PUT", "url": "Organization/of-a-closed"}},
            {"resource": observation("Patient/closed-1"), "request": {"method": "POST", "url": "Observation"}}]}
        self.assertEqual(self.fhir.send("POST", "", bundle).status, 409)
        self.assertEqual(self.fhir.read("/Organization/of-a-closed").status, 404)
        self.assertEqual(self.fhir.read(f"/Observation/{seen['id']}").status, 200)
        opened = self.openehr.put(path, json.dumps(status("closed-1", "ipp")), If_Match=changed.etag)
        self.assertIn(opened.status, (200, 204), opened.body)
        self.fhir.new(observation("Patient/closed-1"))

    def test_an_ehr_of_a_patient_has_no_other(self):
        someone = self.fhir.new(patient())
        ehr = self.ehr_of(someone["id"])
        self.assertEqual(self.patients(f"{EHR_ID}|{ehr}"), [])
        self.assertEqual(self.fhir.read(f"/Patient/{ehr}").status, 404)
        taken = self.openehr.put(f"/ehr/{someone['id']}")  # an ehr_id that is a Patient's id
        self.assertEqual(taken.status, 201, taken.body)
        found, = self.patients(f"{EHR_ID}|{someone['id']}")
        self.assertNotEqual(found["id"], someone["id"])

    def test_what_is_written_of_the_patient_is_in_the_ehr(self):
        ehr = self.make()
        made = self.fhir.new(observation(f"Patient/{ehr}"))
        erased = self.openehr.delete(f"/admin/ehr/{ehr}")
        self.assertEqual(erased.status, 204)
        for path in (f"/Patient/{ehr}", f"/Observation/{made['id']}"):
            self.assertIn(self.fhir.read(path).status, (404, 410))
        self.assertEqual(self.patients(f"{EHR_ID}|{ehr}"), [])

    def test_later_subjects(self):
        ehr = self.make()
        before = self.openehr.get(f"/ehr/{ehr}/ehr_status")
        after = self.openehr.put(f"/ehr/{ehr}/ehr_status", json.dumps(status("later-1", "fhir")),
                                 If_Match=f'"{before.etag}"')
        self.assertIn(after.status, (200, 204), after.body)
        self.assertEqual(self.fhir.read("/Patient/later-1").status, 404)
        self.assertEqual(self.fhir.update(patient(id="later-1")).status, 201)
        self.assertEqual(self.ehr_of("later-1"), ehr)
        self.assertEqual(self.ehr_of(ehr), ehr)
        self.fhir.update(patient(id="later-2"))
        refused = self.openehr.put(f"/ehr/{ehr}/ehr_status", json.dumps(status("later-2", "ipp")),
                                   If_Match=f'"{after.etag}"')
        self.assertEqual(refused.status, 409, refused.body)

    def test_a_deleted_patient_stays_deleted(self):
        ehr = self.make()
        self.assertEqual(self.fhir.send("DELETE", f"/Patient/{ehr}").status, 204)
        before = self.openehr.get(f"/ehr/{ehr}/ehr_status")
        after = self.openehr.put(f"/ehr/{ehr}/ehr_status", json.dumps(status("x", "y")), If_Match=f'"{before.etag}"')
        self.assertIn(after.status, (200, 204), after.body)
        self.assertEqual(self.fhir.read(f"/Patient/{ehr}").status, 410)


class OlderStore(unittest.TestCase):
    def test_an_ehr_without_a_patient_gets_one_with_its_status(self):
        with Socle() as server:
            server.start("--ehr-patients", "off")
            client = server.client()
            ehr = client.post("/ehr").etag
            with Fhir(server.port) as fhir:
                self.assertEqual(fhir.read(f"/Patient/{ehr}").status, 404)
            client.close()
            server.stop()
            server.start()
            client = server.client()
            before = client.get(f"/ehr/{ehr}/ehr_status")
            client.put(f"/ehr/{ehr}/ehr_status", json.dumps(status("a", "b")), If_Match=f'"{before.etag}"')
            client.close()
            with Fhir(server.port) as fhir:
                self.assertEqual(len(fhir.read(f"/Patient/{ehr}").json["identifier"]), 2)
            server.stop()
            server.run("verify")


class Hospital(unittest.TestCase):
    def test_one_patient_an_ehr_after_both_loads(self):
        with tempfile.TemporaryDirectory() as folder, Socle() as server:
            base = pathlib.Path(folder)
            run("generate", "--patients", "5", "--years", "1", "--seed", "3", "--out", str(base / "ehr"),
                "--fhir", str(base / "fhir"))
            server.run("import", str(base / "ehr"))
            loose = ("--fhir-referential-integrity", "off")  # the lines refer to one another in circles
            server.run("import", str(base / "fhir"), *loose)
            server.start()
            with Fhir(server.port) as fhir:
                found = entries(fhir.read("/Patient").json)
            self.assertEqual(sorted(p["meta"]["versionId"] for p in found), ["2"] * 5)
            client = server.client()
            for each in found:
                self.assertEqual(client.get(f"/ehr?subject_id={each['id']}&subject_namespace=ipp").status, 200)
            client.close()
            server.stop()
            run("import", str(base / "fhir"), "--store", "sqlite:" + folder + "/fhir.db", *loose)
            refused = run("import", str(base / "ehr"), "--store", "sqlite:" + folder + "/fhir.db", check=False)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("another EHR", refused.stderr)


if __name__ == "__main__":
    unittest.main()
