"""Stored queries over restarts and the care of a store: verify, export, import, reindex."""
import unittest

from socle_process import Socle

FIRST = "SELECT e/ehr_id/value -- the \"id\"\n\tFROM EHR e\n"
SECOND = "SELECT e FROM EHR e WHERE e/ehr_id/value = $ehr_id"
NAME = "/definition/query/org.openehr::ehrs"


def put(client, path, text):
    answer = client.put(path, text, Content_Type="text/plain")
    assert answer.status == 200, answer.body
    return answer.headers["location"].rsplit("/", 1)[1]


class StoredQueriesTest(unittest.TestCase):
    def test_they_outlive_the_server(self):
        with Socle() as server:
            server.start()
            client = server.client()
            self.assertEqual(put(client, NAME, FIRST), "1.0.0")
            self.assertEqual(put(client, NAME, SECOND), "1.0.1")
            listed = client.get("/definition/query").json
            server.kill()
            server.run("verify")
            server.start()
            client = server.client()
            self.assertEqual(client.get("/definition/query").json, listed)
            self.assertEqual([query["q"] for query in listed], [FIRST, SECOND])
            self.assertEqual(put(client, NAME, SECOND), "1.0.1")
            self.assertEqual(put(client, NAME, FIRST), "1.0.2")
            self.assertEqual(client.get(NAME + "/1.0").json["q"], FIRST)

    def test_they_go_through_export_and_import(self):
        with Socle() as server, Socle() as copy:
            server.start()
            client = server.client()
            for number in range(5):
                put(client, f"{NAME}/1.{number}.0", FIRST)
            put(client, f"{NAME}/2.0.0-rc.1", SECOND)
            listed = client.get("/definition/query").json
            self.assertEqual(len(listed), 6)
            self.assertEqual(server.stop(), 0)
            first, second = server.folder / "export", copy.folder / "export"
            server.run("export", str(first))
            copy.run("import", str(first))
            copy.run("verify")
            copy.run("reindex")
            copy.run("verify")
            copy.run("export", str(second))
            for file in sorted(first.iterdir()):
                self.assertEqual(file.read_bytes(), (second / file.name).read_bytes(), file.name)
            copy.start()
            client = copy.client()
            self.assertEqual(client.get("/definition/query").json, listed)
            self.assertEqual(client.get(NAME + "/1").json["version"], "1.4.0")
            self.assertEqual(put(client, NAME, FIRST), "2.0.0")


if __name__ == "__main__":
    unittest.main()
