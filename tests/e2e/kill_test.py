"""kill -9 at random moments under load: what was answered 201 is there, what was not is whole or absent."""
import json
import os
import random
import threading
import time
import unittest

from socle_process import Socle, generated, new_ehr, upload_templates

ROUNDS = int(os.environ.get("KILL_ROUNDS", "200"))
WRITERS = 4


class Writer(threading.Thread):
    """Commits until the server dies; remembers what was answered and what was only sent."""

    def __init__(self, server, ehr, bodies, seed):
        super().__init__()
        self.server, self.ehr, self.bodies = server, ehr, bodies
        self.random = random.Random(seed)
        self.acknowledged = []      # (version uid, index of the body)
        self.failure = None

    def run(self):
        try:
            client = self.server.client(timeout=10)
            while True:
                index = self.random.randrange(len(self.bodies))
                answer = client.post(f"/ehr/{self.ehr}/composition", self.bodies[index])
                if answer.status != 201:
                    self.failure = f"{answer.status} {answer.body[:300]}"
                    return
                self.acknowledged.append((answer.etag, index))
        except (OSError, Exception) as error:  # the connection breaks when the server dies
            self.ended_by = error


def comparable(document):
    """The composition without what the server sets (its uid) and adds (`_type` where it is implied)."""
    def strip(value):
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if k != "_type"}
        if isinstance(value, list):
            return [strip(v) for v in value]
        return value
    stripped = strip(document)
    stripped.pop("uid", None)
    return stripped


class KillTest(unittest.TestCase):
    def test_rounds(self):
        seed = int(os.environ.get("KILL_SEED", str(time.time_ns() % 1_000_000)))
        print(f"seed {seed}, {ROUNDS} rounds")
        rng = random.Random(seed)
        documents = [d for t, d in generated(2) if t == "socle_vital_signs.v1"][:20]
        for document in documents:
            document.pop("uid", None)
        bodies = [json.dumps(d) for d in documents]
        total = 0
        with Socle() as server:
            server.start()
            client = server.client()
            upload_templates(client)
            ehrs = [new_ehr(client) for _ in range(WRITERS)]
            client.close()
            for round_number in range(ROUNDS):
                writers = [Writer(server, ehr, bodies, rng.random()) for ehr in ehrs]
                for writer in writers:
                    writer.start()
                time.sleep(rng.uniform(0.005, 0.15))
                server.kill()
                for writer in writers:
                    writer.join()
                    self.assertIsNone(writer.failure)
                server.start()
                client = server.client()
                for writer in writers:
                    for uid, index in writer.acknowledged:
                        answer = client.get(f"/ehr/{writer.ehr}/composition/{uid}")
                        self.assertEqual(answer.status, 200, f"round {round_number}: {uid} is lost")
                        self.assertEqual(comparable(answer.json), comparable(documents[index]))
                    total += len(writer.acknowledged)
                client.close()
                if round_number % 50 == 49:
                    server.stop()
                    server.run("verify")
                    server.start()
            server.stop()
            print(server.run("verify").stdout)
        print(f"{total} acknowledged commits, none lost")
        self.assertGreater(total, ROUNDS)


if __name__ == "__main__":
    unittest.main()
