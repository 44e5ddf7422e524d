"""What the tests of bad input at the FHIR door share: a server, a bystander, and what must hold after each case."""
import threading
import time
import unittest

from fhir_client import JSON, Fhir, observation, patient
from socle_process import SANITIZED, Socle

SLOWEST = 20.0    # seconds: far more than a case takes, far less than one that hangs
PATIENCE = 3.0    # seconds that another client's read may take meanwhile, on a busy machine
FACTOR = 8 if SANITIZED else 1
MIB = 1 << 20


class Bystander(threading.Thread):
    """Another client, that reads one resource again and again; `worst` is its longest wait in seconds."""

    def __init__(self, port, path):
        super().__init__(daemon=True)
        self.port, self.path = port, path
        self.done = threading.Event()
        self.worst, self.count, self.failure = 0.0, 0, None

    def run(self):
        with Fhir(self.port, timeout=120) as fhir:
            while not self.done.is_set():
                began = time.monotonic()
                answer = fhir.read(self.path)
                self.worst = max(self.worst, time.monotonic() - began)
                self.count += 1
                if answer.status != 200:
                    self.failure = answer.status
                    return
                self.done.wait(0.01)


class BadFhirInputTest(unittest.TestCase):
    """Each case: a clear OperationOutcome, nothing stored, another client served meanwhile."""
    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Socle().start(*cls.arguments)
        with Fhir(cls.server.port) as fhir:
            cls.patient = fhir.new(patient())
            cls.name = "Patient/" + cls.patient["id"]
            cls.observation = fhir.new(observation(cls.name))
        cls.worst = 0.0

    @classmethod
    def tearDownClass(cls):
        with cls.server:
            code = cls.server.stop()
            assert code == 0, code
            cls.server.run("verify")
        print(f"{cls.__name__}: another client waited {cls.worst * 1000:.0f} ms at the most")

    def setUp(self):
        self.fhir = Fhir(self.server.port, timeout=300)
        self.stored = self.server.versions()
        self.bystander = Bystander(self.server.port, "/" + self.name)
        self.bystander.start()

    def tearDown(self):
        self.bystander.done.set()
        self.bystander.join()
        self.fhir.close()
        self.assertIsNone(self.server.process.poll(), self.server.log_text()[-2000:])
        type(self).worst = max(self.worst, self.bystander.worst)
        self.assertIsNone(self.bystander.failure)
        self.assertGreater(self.bystander.count, 0)
        self.assertLess(self.bystander.worst, PATIENCE * FACTOR, "another client waited")
        self.assertEqual(self.server.versions(), self.stored, "something was stored")
        with Fhir(self.server.port) as fhir:
            self.assertEqual(fhir.read("/" + self.name).json, self.patient)
        self.assertNotIn("status=500", self.server.log_text())

    def refused(self, method, path, body=None, statuses=(400, 422), note=None, **headers):
        """The OperationOutcome of what is refused with one of `statuses`."""
        return self.answered(method, path, body, statuses, note, **headers)[1]

    def answered(self, method, path, body, statuses, note=None, **headers):
        """The status and, of what is refused, the OperationOutcome."""
        note = note or (method, path[:200], body[:200] if isinstance(body, (str, bytes)) else "")
        headers.setdefault("Content_Type", JSON)
        began = time.monotonic()
        answer = self.fhir.send(method, path, body, **headers)
        took = time.monotonic() - began
        self.assertIn(answer.status, statuses, (note, answer.body[:600]))
        self.assertLess(took, SLOWEST * FACTOR, note)
        if answer.status < 400:
            return answer.status, None
        self.assertLess(len(answer.body), MIB, note)
        outcome = answer.json
        self.assertEqual(outcome["resourceType"], "OperationOutcome", note)
        for issue in outcome["issue"]:
            self.assertIn(issue["severity"], ("error", "fatal", "warning", "information"), note)
            self.assertTrue(issue["code"] and issue["details"]["text"], note)
        return answer.status, outcome

    def kept(self, count=1):
        """A case that is right to store so many versions."""
        self.stored += count
