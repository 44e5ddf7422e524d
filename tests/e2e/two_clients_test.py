"""Two clients at once: one version wins, the other is told; readers never see a half."""
import json
import threading
import unittest

from socle_process import Socle, generated, new_ehr, upload_templates


class TwoClientsTest(unittest.TestCase):
    def test_two_writers_on_one_version(self):
        document = next(d for t, d in generated(1) if t == "socle_vital_signs.v1")
        document.pop("uid", None)
        with Socle() as server:
            server.start()
            client = server.client()
            upload_templates(client)
            ehr = new_ehr(client)
            uid = client.post(f"/ehr/{ehr}/composition", document).etag
            object_uid = uid.split("::")[0]
            for _ in range(50):
                answers = []
                barrier = threading.Barrier(2)

                def write():
                    mine = server.client()
                    barrier.wait()
                    answers.append(mine.put(f"/ehr/{ehr}/composition/{object_uid}", document, If_Match=f'"{uid}"'))

                threads = [threading.Thread(target=write) for _ in range(2)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                self.assertEqual(sorted(a.status for a in answers), [204, 412], [a.body for a in answers])
                won = next(a for a in answers if a.status == 204)
                lost = next(a for a in answers if a.status == 412)
                self.assertEqual(lost.etag, won.etag)
                uid = won.etag
            history = client.get(f"/ehr/{ehr}/versioned_composition/{object_uid}/revision_history").json
            self.assertEqual(len(history["items"]), 51)

    def test_many_create_the_same_ehr(self):
        with Socle() as server:
            server.start()
            statuses = []

            def create():
                client = server.client()
                statuses.append(client.put("/ehr/7d44b88c-4199-4bad-97dc-d78268e01398").status)

            threads = [threading.Thread(target=create) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(sorted(statuses), [201] + [409] * 7)

    def test_subject_is_taken_once(self):
        status = {
            "_type": "EHR_STATUS", "archetype_node_id": "openEHR-EHR-EHR_STATUS.generic.v1",
            "name": {"value": "EHR Status"},
            "archetype_details": {"archetype_id": {"value": "openEHR-EHR-EHR_STATUS.generic.v1"}, "rm_version": "1.1.0"},
            "subject": {"external_ref": {"id": {"_type": "GENERIC_ID", "value": "42", "scheme": "ipp"},
                                         "namespace": "hospital", "type": "PERSON"}},
            "is_queryable": True, "is_modifiable": True}
        with Socle() as server:
            server.start()
            statuses = []

            def create():
                statuses.append(server.client().post("/ehr", json.dumps(status)).status)

            threads = [threading.Thread(target=create) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(sorted(statuses), [201] + [409] * 5)
            found = server.client().get("/ehr?subject_id=42&subject_namespace=hospital")
            self.assertEqual(found.status, 200)


if __name__ == "__main__":
    unittest.main()
