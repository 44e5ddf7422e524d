"""Faults of the machine and of the store's file, as a user meets them."""
import json
import os
import pathlib
import random
import resource
import sqlite3
import threading
import unittest

from socle_process import Socle, generated, new_ehr, run, upload_templates


def vital_signs(count=20):
    documents = [d for t, d in generated(2) if t == "socle_vital_signs.v1"][:count]
    for document in documents:
        document.pop("uid", None)
    return [json.dumps(d) for d in documents]


class DiskFullTest(unittest.TestCase):
    def test_full_disk_is_said_and_survived(self):
        """No file may grow beyond a limit: commits fail with 507, reads go on, and nothing durable is lost."""
        bodies = vital_signs()
        with Socle() as server:
            limit = 6 << 20
            server.start(preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            client = server.client()
            upload_templates(client)
            ehr = new_ehr(client)
            kept, refused = [], 0
            for i in range(20000):
                answer = client.post(f"/ehr/{ehr}/composition", bodies[i % len(bodies)])
                if answer.status == 201:
                    kept.append(answer.etag)
                    continue
                self.assertEqual(answer.status, 507, answer.body)
                refused += 1
                if refused == 20:
                    break
            self.assertEqual(refused, 20)
            self.assertEqual(client.get(f"/ehr/{ehr}/composition/{kept[0]}").status, 200)
            self.assertEqual(client.request("GET", "/health").status, 200)
            server.kill()
            server.start()
            client = server.client()
            for uid in kept:
                self.assertEqual(client.get(f"/ehr/{ehr}/composition/{uid}").status, 200)
            self.assertEqual(client.post(f"/ehr/{ehr}/composition", bodies[0]).status, 201)
            server.stop()
            server.run("verify")


class FileTest(unittest.TestCase):
    def test_not_writable(self):
        with Socle() as server:
            server.start()
            server.stop()
            done = run("serve", "--store", "sqlite:/proc/nowhere/store.db", "--listen", "127.0.0.1:0", check=False)
            self.assertIn(done.returncode, (1, 2))
            self.assertIn("/proc/nowhere", done.stderr)

    def test_store_of_another_program(self):
        with Socle() as server:
            other = server.folder / "other.db"
            connection = sqlite3.connect(other)
            connection.execute("CREATE TABLE things (id INTEGER)")
            connection.commit()
            connection.close()
            done = run("verify", "--store", f"sqlite:{other}", check=False)
            self.assertEqual(done.returncode, 2, done.stderr)
            text = server.folder / "text.db"
            text.write_text("this is no database, whatever its name says\n" * 400)
            done = run("verify", "--store", f"sqlite:{text}", check=False)
            self.assertEqual(done.returncode, 2, done.stderr)

    def test_two_servers_on_one_store(self):
        with Socle() as server:
            server.start()
            done = run("serve", "--store", server.store, "--listen", "127.0.0.1:0", check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("another process", done.stderr)

    def test_flipped_bytes_are_found(self):
        bodies = vital_signs()
        rng = random.Random(5)
        with Socle() as server:
            server.start()
            client = server.client()
            upload_templates(client)
            ehr = new_ehr(client)
            for i in range(300):
                self.assertEqual(client.post(f"/ehr/{ehr}/composition", bodies[i % len(bodies)]).status, 201)
            server.stop()
            path = pathlib.Path(server.store.removeprefix("sqlite:"))
            server.run("verify")
            good = path.read_bytes()
            for _ in range(40):
                at = rng.randrange(len(good))
                bad = bytearray(good)
                bad[at] ^= 1 << rng.randrange(8)
                path.write_bytes(bad)
                done = server.run("verify", check=False)
                self.assertNotEqual(done.returncode, 0, f"a flip of byte {at} of {len(good)} was not found")
                self.assertTrue((done.stdout + done.stderr).strip())
            path.write_bytes(good)
            server.run("verify")


class CareTest(unittest.TestCase):
    def test_backup_export_import_while_serving(self):
        bodies = vital_signs()
        with Socle() as server, Socle() as copy:
            server.start()
            client = server.client()
            upload_templates(client)
            ehr = new_ehr(client)
            uids = [client.post(f"/ehr/{ehr}/composition", bodies[i % len(bodies)]).etag for i in range(200)]
            client.delete(f"/ehr/{ehr}/composition/{uids[0]}")
            first = server.folder / "export"
            self.care_beside(server, ehr, bodies)
            server.stop()
            server.run("export", str(first))
            copy.run("import", str(first))
            second = copy.folder / "export"
            copy.run("export", str(second))
            files = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
            self.assertEqual(files, sorted(p.relative_to(second) for p in second.rglob("*") if p.is_file()))
            for file in files:
                self.assertEqual((first / file).read_bytes(), (second / file).read_bytes(), str(file))
            copy.run("verify")
            copy.run("reindex")
            copy.run("verify")
            done = copy.run("import", str(first), check=False)
            self.assertNotEqual(done.returncode, 0)
            backup = server.folder / "backup.db"
            server.run("backup", str(backup))
            run("verify", "--store", f"sqlite:{backup}")
            copy.start()
            client = copy.client()
            self.assertEqual(client.get(f"/ehr/{ehr}/composition/{uids[1]}").status, 200)
            self.assertEqual(client.get(f"/ehr/{ehr}/composition/{uids[0].split('::')[0]}").status, 204)

    def care_beside(self, server, ehr, bodies):
        """Backup, verify and export beside a server that goes on committing: each is of one moment."""
        going, failures = [True], []

        def commit():
            client = server.client()
            while going[0]:
                answer = client.post(f"/ehr/{ehr}/composition", bodies[0])
                if answer.status != 201:
                    failures.append(answer.body)

        writers = [threading.Thread(target=commit) for _ in range(2)]
        for writer in writers:
            writer.start()
        try:
            during = server.folder / "during.db"
            server.run("backup", str(during))
            run("verify", "--store", f"sqlite:{during}")
            # The log is read while it is written, begun anew, and cut off.
            for _ in range(2):
                server.run("verify")
            beside = server.run("export", str(server.folder / "beside"))
            self.assertIn("beside", beside.stderr)
            with Socle() as copy:
                copy.run("import", str(server.folder / "beside"))
                copy.run("verify")
        finally:
            going[0] = False
            for writer in writers:
                writer.join()
        self.assertEqual(failures, [])

    def test_configuration(self):
        done = run("serve", "--auth", "none", "--listen", "0.0.0.0:0", "--store", "sqlite:/nonexistent/x", check=False)
        self.assertEqual(done.returncode, 2)
        done = run("serve", "--stoer", "x", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--store", done.stderr)
        done = run("serve", check=False, env={**os.environ, "SOCLE_LISTN": "x"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("SOCLE_LISTEN", done.stderr)
        for command in ("serve", "generate", "import", "export", "backup", "verify", "reindex", "template", "user", "version"):
            self.assertEqual(run(command, "--help").returncode, 0)


if __name__ == "__main__":
    unittest.main()
