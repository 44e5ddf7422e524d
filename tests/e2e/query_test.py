"""AQL over a store of some thousand compositions, by plans: long answers stream, clients may leave, what a query says stays
true over a restart."""
import json
import unittest

from socle_process import BASE, SANITIZED, Socle

BLOOD_PRESSURE = ("FROM EHR e CONTAINS COMPOSITION c CONTAINS OBSERVATION o[openEHR-EHR-OBSERVATION.blood_pressure.v2]")
EVENT = "o/data[at0001]/events[at0006]"
SYSTOLIC = EVENT + "/data[at0003]/items[at0004]/value/magnitude"


def ask(client, aql, **more):
    answer = client.post("/query/aql", {"q": aql, **more})
    assert answer.status == 200, answer.body[:500]
    return answer


def memory(process):
    """The greatest resident memory of the process so far, in KiB."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


class QueryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Socle()
        cls.server.run("generate", "--patients", "150", "--seed", "5")
        cls.server.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__(None, None, None)

    def test_a_long_answer_streams_and_is_whole(self):
        client = self.server.client()
        count = ask(client, f"SELECT COUNT(*) {BLOOD_PRESSURE}").json["rows"][0][0]
        self.assertGreater(count, 500)
        long = ask(client, f"SELECT c/uid/value, {EVENT}/time/value, o {BLOOD_PRESSURE}")
        self.assertEqual(long.headers.get("transfer-encoding"), "chunked")
        # A row for each event, of which an observation may have several.
        events = ask(client, f"SELECT COUNT({EVENT}/time/value) {BLOOD_PRESSURE}").json["rows"][0][0]
        self.assertEqual(len(long.json["rows"]), events)
        short = ask(client, f"SELECT c/uid/value {BLOOD_PRESSURE} LIMIT 3")
        self.assertIn("etag", short.headers)
        lines = client.post("/query/aql", {"q": f"SELECT c/uid/value, o {BLOOD_PRESSURE}"}, Accept="application/x-ndjson")
        self.assertEqual(json.loads(lines.body.decode().splitlines()[-1]), {"rows": count})

    def test_memory_does_not_grow_with_the_answer(self):
        client = self.server.client()
        ask(client, f"SELECT o {BLOOD_PRESSURE} LIMIT 100")
        before = memory(self.server.process)
        # Each composition many times: an answer larger than the store, which the server's caches may hold.
        columns = ", ".join(f"c AS c{number}" for number in range(12))
        body = ask(client, f"SELECT {columns} {BLOOD_PRESSURE}").body
        self.assertGreater(len(body), 100 << 20)
        if not SANITIZED:
            self.assertLess(memory(self.server.process) - before, len(body) // 4 // 1024)

    def test_a_client_that_leaves_costs_nobody_anything(self):
        for _ in range(20):
            client = self.server.client()
            client.connection.request("POST", BASE + "/query/aql", json.dumps({"q": f"SELECT c, o {BLOOD_PRESSURE}"}),
                                      {"Content-Type": "application/json"})
            client.connection.sock.recv(100)
            client.close()
        self.assertEqual(ask(self.server.client(), "SELECT COUNT(*) FROM EHR e").json["rows"], [[150]])

    def test_plans_say_what_they_do(self):
        client = self.server.client()
        plan = ask(client, f"SELECT {SYSTOLIC} {BLOOD_PRESSURE} WHERE {SYSTOLIC} > 130 ORDER BY {EVENT}/time/value DESC LIMIT 50",
                   explain=True).json
        self.assertEqual((plan["plan"], plan["rows"]), ("sql", 50))
        self.assertIn("obs_blood_pressure_v2_any_event_time", " ".join(plan["sql_steps"]))
        ehr = ask(client, "SELECT e/ehr_id/value FROM EHR e LIMIT 1").json["rows"][0][0]
        # Within one EHR by the EHR, whatever order is wanted.
        own = client.post("/query/aql?ehr_id=" + ehr,
                          {"q": f"SELECT {SYSTOLIC} {BLOOD_PRESSURE} ORDER BY c/context/start_time/value DESC LIMIT 5",
                           "explain": True}).json
        self.assertIn("aql_composition_of (ehr=?)", own["sql_steps"][0])
        whole = ask(client, "SELECT COUNT(*) FROM EHR e CONTAINS CLUSTER l", explain=True).json
        self.assertEqual(whole["plan"], "evaluator")
        self.assertIn("outside compositions", whole["reason"])

    def test_an_answer_tells_of_paths_that_no_template_has(self):
        client = self.server.client()
        wrong = SYSTOLIC.replace("at0004", "at0044")
        for select in (wrong, f"{wrong}, v {BLOOD_PRESSURE} CONTAINS EVENT v[at0006] "):   # by a plan, by the evaluator
            query = f"SELECT {select} " + ("" if "FROM" in select else BLOOD_PRESSURE) + " LIMIT 2"
            answer = ask(client, query).json
            self.assertEqual([row[0] for row in answer["rows"]], [None, None])
            warning, = answer["meta"]["warnings"]
            self.assertEqual(warning["rule"], "unknown_path")
            self.assertEqual(warning["place"], "1:51")
            self.assertIn("The nearest is " + EVENT + "/data[at0003]/items[at0004].", warning["message"])
        right = ask(client, f"SELECT {SYSTOLIC}, o/name/value, o/feeder_audit {BLOOD_PRESSURE} LIMIT 1")
        self.assertNotIn("warnings", right.json["meta"])

    def test_what_no_statement_holds_is_answered_all_the_same(self):
        client = self.server.client()
        ehr = ask(client, f"SELECT e/ehr_id/value {BLOOD_PRESSURE} LIMIT 1").json["rows"][0][0]
        within = f"FROM EHR e[ehr_id/value='{ehr}'] CONTAINS COMPOSITION c CONTAINS "
        observation = "OBSERVATION o{}[openEHR-EHR-OBSERVATION.blood_pressure.v2]"
        one = within + observation.format("")
        many = ask(client, f"SELECT COUNT(*) {one}").json["rows"]
        self.assertGreater(many[0][0], 0)
        joined = within + " AND ".join(observation.format(number) for number in range(70))
        self.assertEqual(ask(client, f"SELECT COUNT(*) {joined}").json["rows"], many)
        listed = ", ".join(map(str, range(40000)))
        self.assertEqual(ask(client, f"SELECT COUNT(*) {one} WHERE {SYSTOLIC} MATCHES {{{listed}}}").json["rows"],
                         ask(client, f"SELECT COUNT(*) {one} WHERE {SYSTOLIC} >= 0").json["rows"])
        ors = " OR ".join(f"{SYSTOLIC} = {number}" for number in range(30000))
        self.assertEqual(ask(client, f"SELECT COUNT(*) {one} WHERE {ors}").json["rows"],
                         ask(client, f"SELECT COUNT(*) {one} WHERE {SYSTOLIC} >= 0").json["rows"])
        self.assertEqual(ask(client, f"SELECT c/uid/value {one} WHERE c/name/value LIKE '{'x' * 60000}*'").json["rows"], [])

    def test_a_plan_and_the_evaluator_agree_over_a_restart(self):
        client = self.server.client()
        by_plan = ask(client, f"SELECT {SYSTOLIC} AS s {BLOOD_PRESSURE} ORDER BY s DESC LIMIT 20").json["rows"]
        # ELEMENT names no archetype: nothing but the documents can answer.
        evaluator = (f"SELECT v/value/magnitude AS s {BLOOD_PRESSURE} "
                     "CONTAINS ELEMENT v[at0004] ORDER BY s DESC LIMIT 20")
        self.assertEqual(ask(client, evaluator, explain=True).json["plan"], "evaluator")
        self.assertEqual(ask(client, evaluator).json["rows"], by_plan)
        self.server.kill()
        self.assertEqual(self.server.run("verify").returncode, 0)
        self.server.start()
        self.assertEqual(ask(self.server.client(), f"SELECT {SYSTOLIC} AS s {BLOOD_PRESSURE} ORDER BY s DESC LIMIT 20").json["rows"],
                         by_plan)


class TimeLimitTest(unittest.TestCase):
    """Questions whose rows are products that no machine counts in the time given."""

    def test_a_query_without_time_is_408_and_the_connection_stays(self):
        observation = "OBSERVATION o{}[openEHR-EHR-OBSERVATION.blood_pressure.v2]"
        by_plan = "SELECT COUNT(*) FROM EHR e CONTAINS (" + " AND ".join(
            f"(COMPOSITION c{number} CONTAINS {observation.format(number)})" for number in range(8)) + ")"
        # EVENT names no archetype: the documents answer.
        by_evaluator = "SELECT COUNT(*) FROM EHR e CONTAINS (" + " AND ".join(
            f"(COMPOSITION c{number} CONTAINS EVENT v{number}[at0006])" for number in range(8)) + ")"
        with Socle() as server:
            server.run("generate", "--patients", "20", "--seed", "5")
            server.start("--query-timeout", "300ms")
            client = server.client()
            client.get("/query/aql?q=SELECT%20e%20FROM%20EHR%20e")
            socket = client.connection.sock
            for aql in (by_plan, by_evaluator):
                answer = client.post("/query/aql", {"q": aql})
                self.assertEqual(answer.status, 408, answer.body[:500])
                self.assertIn("300 ms", answer.json["message"])
                # The next question goes over the same connection, and has its own time.
                self.assertEqual(ask(client, "SELECT COUNT(*) FROM EHR e").json["rows"], [[20]])
                self.assertIs(client.connection.sock, socket)
            client.close()


if __name__ == "__main__":
    unittest.main()
