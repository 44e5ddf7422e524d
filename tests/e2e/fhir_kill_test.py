"""kill -9 amid transactions: what was answered is there, all of it; what was not is whole or absent."""
import os
import random
import threading
import time
import unittest

from fhir_client import Fhir, entries, entry, observation, patient, transaction
from socle_process import Socle

ROUNDS = int(os.environ.get("KILL_ROUNDS", "40"))
WRITERS = 4
SYSTEM = "urn:kill"


def visit(name):
    """A patient with two observations, all with the identifier `name`."""
    identifier = [{"system": SYSTEM, "value": name}]
    subject = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"
    return transaction(
        entry("POST", "Patient", patient(identifier=identifier), subject),
        entry("POST", "Observation", observation(subject, identifier=identifier)),
        entry("POST", "Observation", observation(subject, identifier=identifier, code="29463-7")))


class Writer(threading.Thread):
    """Sends transactions until the server dies; remembers what was answered and what was only sent."""

    def __init__(self, server, prefix):
        super().__init__()
        self.server, self.prefix = server, prefix
        self.answered, self.sent, self.failure = [], [], None

    def run(self):
        try:
            fhir = Fhir(self.server.port, timeout=10)
            while True:
                name = f"{self.prefix}-{len(self.sent)}"
                self.sent.append(name)
                answer = fhir.send("POST", "", visit(name))
                if answer.status != 200:
                    self.failure = f"{answer.status} {answer.body[:300]}"
                    return
                self.answered.append(name)
        except Exception as error:  # the connection breaks when the server dies
            self.ended_by = error


class KillTest(unittest.TestCase):
    def found(self, fhir, kind, name):
        answer = fhir.read(f"/{kind}?identifier={SYSTEM}|{name}&_count=10")
        self.assertEqual(answer.status, 200, answer.body)
        return entries(answer.json)

    def check(self, fhir, name, must_be_there):
        people = self.found(fhir, "Patient", name)
        seen = self.found(fhir, "Observation", name)
        if must_be_there:
            self.assertEqual(len(people), 1, name)
        self.assertEqual(len(seen), 2 * len(people), name)
        for each in seen:
            self.assertEqual(each["subject"]["reference"], "Patient/" + people[0]["id"])
            self.assertEqual(fhir.read("/Observation/" + each["id"]).json, each)
        return len(people)

    def test_rounds(self):
        seed = int(os.environ.get("KILL_SEED", str(time.time_ns() % 1_000_000)))
        print(f"seed {seed}, {ROUNDS} rounds")
        rng = random.Random(seed)
        answered = unanswered_whole = 0
        with Socle() as server:
            for number in range(ROUNDS):
                server.start()
                writers = [Writer(server, f"{number}-{each}") for each in range(WRITERS)]
                for writer in writers:
                    writer.start()
                time.sleep(rng.uniform(0.02, 0.3))
                server.kill()
                for writer in writers:
                    writer.join()
                    self.assertIsNone(writer.failure)
                server.start()
                fhir = Fhir(server.port)
                for writer in writers:
                    for name in writer.answered:
                        answered += self.check(fhir, name, True)
                    for name in set(writer.sent) - set(writer.answered):
                        unanswered_whole += self.check(fhir, name, False)
                fhir.close()
                server.kill()
            verified = server.run("verify")
            self.assertEqual(verified.returncode, 0)
        print(f"{answered} answered, {unanswered_whole} whole without an answer")
        self.assertGreater(answered, 0)


if __name__ == "__main__":
    unittest.main()
