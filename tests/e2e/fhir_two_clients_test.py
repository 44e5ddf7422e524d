"""Several clients of the FHIR door at once: no update is lost, a conditional create makes one resource."""
import threading
import unittest

from fhir_client import Fhir, FhirCase, entries, entry, observation, patient, transaction

CLIENTS, TIMES = 4, 20


def at_once(port, run):
    """Runs run(number, client) in CLIENTS threads; raises what one of them raised."""
    failures = []

    def guarded(number):
        try:
            with Fhir(port) as fhir:
                run(number, fhir)
        except BaseException as error:  # noqa: BLE001 - handed on below
            failures.append(error)
    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class TwoClientsTest(FhirCase):
    def test_no_update_is_lost(self):
        name = self.fhir.new(patient(multipleBirthInteger=0))["id"]

        def count_up(_, fhir):
            done = 0
            while done < TIMES:
                read = fhir.read("/Patient/" + name)
                one = read.json
                one["multipleBirthInteger"] += 1
                written = fhir.update(one, If_Match=read.headers["etag"])
                self.assertIn(written.status, (200, 412), written.body)
                done += written.status == 200
        at_once(self.server.port, count_up)
        last = self.fhir.read("/Patient/" + name)
        self.assertEqual(last.json["multipleBirthInteger"], CLIENTS * TIMES)
        self.assertEqual(last.headers["etag"], f'W/"{CLIENTS * TIMES + 1}"')

    def test_one_of_a_name(self):
        def create(_, fhir):
            for number in range(TIMES):
                one = patient(identifier=[{"system": "urn:once", "value": str(number)}])
                written = fhir.create(one, If_None_Exist=f"identifier=urn:once|{number}")
                self.assertIn(written.status, (200, 201), written.body)
        at_once(self.server.port, create)
        for number in range(TIMES):
            found = entries(self.fhir.read(f"/Patient?identifier=urn:once|{number}").json)
            self.assertEqual(len(found), 1, number)

    def test_transactions_beside_one_another(self):
        subject = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"

        def write(number, fhir):
            for each in range(TIMES):
                family = f"Beside{number}x{each}"
                done = fhir.send("POST", "", transaction(
                    entry("POST", "Patient", patient(name=[{"family": family}]), subject),
                    entry("POST", "Observation", observation(subject))))
                self.assertEqual(done.status, 200, done.body)
                found = entries(fhir.read(f"/Observation?subject:Patient.family={family}").json)
                self.assertEqual(len(found), 1, family)   # it is found at once by who wrote it
        at_once(self.server.port, write)

    def test_a_patient_that_goes_while_observations_come(self):
        fhir = self.fhir
        for _ in range(TIMES):
            name = "Patient/" + fhir.new(patient())["id"]

            def race(number, one):
                if number == 0:
                    self.assertIn(one.send("DELETE", "/" + name).status, (204, 409))
                else:
                    self.assertIn(one.create(observation(name)).status, (201, 409, 410, 422))
            at_once(self.server.port, race)
            gone = fhir.read("/" + name).status == 410
            seen = entries(fhir.read(f"/Observation?subject={name}").json)
            self.assertEqual(gone, not seen, "a reference to what is deleted")


if __name__ == "__main__":
    unittest.main()
