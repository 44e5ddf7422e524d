"""Who is let in, over what, and how the server goes: users, TLS, the configuration file, the stop signal."""
import base64
import http.client
import json
import signal
import socket
import ssl
import subprocess
import threading
import time
import unittest

from socle_process import BASE, Socle, generated, new_ehr, run, upload_templates


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def add_user(users, name, password, *options, check=True):
    return run("user", "add", name, "--users-file", str(users), *options, input=password + "\n", check=check)


class BasicTest(unittest.TestCase):
    def test_two_users(self):
        with Socle() as server:
            users = server.folder / "users"
            add_user(users, "anna", "Zürich, 8 o'clock")
            add_user(users, "boss", "a:b:c d e f", "--role", "admin")
            self.assertNotEqual(add_user(users, "anna", "another one", check=False).returncode, 0)
            self.assertNotEqual(add_user(users, "kurt", "a fine password", "--role", "king", check=False).returncode, 0)
            listed = run("user", "list", "--users-file", str(users)).stdout
            self.assertEqual(listed.split(), ["anna", "user", "boss", "admin"])
            self.assertEqual(users.stat().st_mode & 0o077, 0)
            self.assertNotIn("Zürich", users.read_text())
            server.start("--auth", "basic", "--users-file", str(users))
            client = server.client()
            anna, boss = basic("anna", "Zürich, 8 o'clock"), basic("boss", "a:b:c d e f")

            for wrong in (None, "", "Basic", "Basic x", "Basic !!!!", "Bearer abc", basic("anna", ""), basic("anna", "zürich, 8 o'clock"),
                          basic("boss", "Zürich, 8 o'clock"), basic("nobody", "x"), basic("", ""), basic("anna\0", "Zürich, 8 o'clock"),
                          basic("ANNA", "Zürich, 8 o'clock"), anna + "x", "Basic " + base64.b64encode(b"anna").decode()):
                headers = {} if wrong is None else {"Authorization": wrong}
                for method, path in (("GET", "/ehr/7d44b88c-4199-4bad-97dc-d78268e01398"), ("POST", "/ehr"), ("DELETE", "/admin/ehr/7d44b88c-4199-4bad-97dc-d78268e01398")):
                    answer = client.request(method, BASE + path, **headers)
                    self.assertEqual(answer.status, 401, (wrong, method, path))
                    self.assertRegex(answer.headers["www-authenticate"], r'^Basic realm="[^"]+"')
                    self.assertEqual(answer.json["code"], 401)
            self.assertEqual(client.request("GET", "/health").status, 200)

            ehr = client.post("/ehr", Authorization=anna)
            self.assertEqual(ehr.status, 201, ehr.body)
            self.assertEqual(client.get(f"/ehr/{ehr.etag}", Authorization=anna).status, 200)
            self.assertEqual(client.get(f"/ehr/{ehr.etag}", Authorization=boss).status, 200)
            history = client.get(f"/ehr/{ehr.etag}/versioned_ehr_status/revision_history", Authorization=boss)
            self.assertEqual(history.status, 200)
            self.assertIn("anna", history.body.decode())

            refused = client.delete(f"/admin/ehr/{ehr.etag}", Authorization=anna)
            self.assertEqual((refused.status, refused.json["code"]), (403, 403))
            self.assertEqual(client.get(f"/ehr/{ehr.etag}", Authorization=anna).status, 200)
            self.assertEqual(client.delete(f"/admin/ehr/{ehr.etag}").status, 401)
            self.assertEqual(client.delete(f"/admin/ehr/{ehr.etag}", Authorization=boss).status, 204)
            self.assertEqual(client.get(f"/ehr/{ehr.etag}", Authorization=boss).status, 404)

            run("user", "passwd", "anna", "--users-file", str(users), input="quite another one\n")
            run("user", "remove", "boss", "--users-file", str(users))
            end = time.monotonic() + 10
            while client.get("/definition/template/adl1.4", Authorization=anna).status == 200 and time.monotonic() < end:
                time.sleep(0.1)
            self.assertEqual(client.get("/definition/template/adl1.4", Authorization=anna).status, 401)
            self.assertEqual(client.get("/definition/template/adl1.4", Authorization=boss).status, 401)
            again = client.get("/definition/template/adl1.4", Authorization=basic("anna", "quite another one"))
            self.assertEqual(again.status, 200)
            self.assertEqual(server.stop(), 0)
            log = server.log_text()
            for secret in ("Zürich", "a:b:c", "quite another", anna.split()[1], boss.split()[1]):
                self.assertNotIn(secret, log)

    def test_doors_that_stay_shut(self):
        with Socle() as server:
            for host in ("0.0.0.0", "[::]", "192.0.2.1"):
                done = run("serve", "--auth", "none", "--listen", f"{host}:0", "--store", server.store, check=False)
                self.assertEqual(done.returncode, 2, (host, done.stderr))
                self.assertIn("auth", done.stderr)
            done = run("serve", "--auth", "basic", "--users-file", str(server.folder / "none"), "--listen", "127.0.0.1:0",
                       "--store", server.store, check=False)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("socle user add", done.stderr)
            self.assertNotEqual(add_user(server.folder / "users", "anna", "", check=False).returncode, 0)


class TlsTest(unittest.TestCase):
    def test_https(self):
        with Socle() as server:
            certificate, key = server.folder / "cert.pem", server.folder / "key.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
            for half in (["--tls-certificate", str(certificate)], ["--tls-key", str(key)],
                         ["--tls-certificate", str(key), "--tls-key", str(certificate)]):
                done = run("serve", "--store", server.store, "--listen", "127.0.0.1:0", *half, check=False)
                self.assertEqual(done.returncode, 2, (half, done.stderr))
            server.start("--tls-certificate", str(certificate), "--tls-key", str(key))
            trusting = ssl.create_default_context(cafile=certificate)
            client = http.client.HTTPSConnection("127.0.0.1", server.port, context=trusting, timeout=20)
            client.request("POST", BASE + "/ehr")
            answer = client.getresponse()
            answer.read()
            self.assertEqual(answer.status, 201)
            location = answer.getheader("Location")
            self.assertTrue(location.startswith("https://127.0.0.1"), location)
            client.request("GET", location[location.index(BASE):])
            answer = client.getresponse()
            self.assertEqual((answer.status, json.loads(answer.read())["_type"]), (200, "EHR"))
            self.assertGreaterEqual(client.sock.version(), "TLSv1.2")

            for garbage in (b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", b"\x16\x03\x01", b"\0" * 5000, b""):
                with socket.create_connection(("127.0.0.1", server.port), timeout=20) as plain:
                    plain.sendall(garbage)
                    plain.shutdown(socket.SHUT_WR)
                    try:
                        self.assertNotIn(b"200", plain.recv(4096))
                    except ConnectionResetError:
                        pass
            old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            old.load_verify_locations(certificate)
            old.minimum_version = ssl.TLSVersion.TLSv1
            old.maximum_version = ssl.TLSVersion.TLSv1_1
            with self.assertRaises(OSError):
                with socket.create_connection(("127.0.0.1", server.port), timeout=20) as stream:
                    old.wrap_socket(stream, server_hostname="localhost")
            client.request("GET", "/health")
            answer = client.getresponse()
            answer.read()
            self.assertEqual(answer.status, 200)
            self.assertEqual(server.stop(), 0)


class ConfigurationFileTest(unittest.TestCase):
    def test_faults_are_told_with_their_place(self):
        with Socle() as server:
            file = server.folder / "socle.yaml"
            for text, expected in (("lissten: 127.0.0.1:0\n", "listen"), ("listen: 127.0.0.1:0\nlog_level: info\n", "log-level"),
                                   ("listen: [1, 2]\n", "listen"), ("- a\n", "socle.yaml"), ("a: b: c\n", "socle.yaml:1"),
                                   ("auth: basic\nauth: none\n", "auth"), ("max-body: many\n", "socle.yaml:1:11"), ("workers: -1\n", "socle.yaml:1:10")):
                file.write_text(text)
                done = run("serve", "--config", str(file), "--store", server.store, check=False)
                self.assertEqual(done.returncode, 2, (text, done.stderr))
                self.assertIn(expected, done.stderr)
                self.assertIn(str(file), done.stderr)
            done = run("serve", "--config", str(server.folder / "absent.yaml"), check=False)
            self.assertEqual(done.returncode, 2)

    def test_file_is_read(self):
        with Socle() as server:
            file = server.folder / "socle.yaml"
            file.write_text("max-body: 2KiB\nlog-format: json\nlog-level: info\n")
            server.start("--config", str(file), "--log-level", "debug")
            client = server.client()
            self.assertEqual(client.post("/ehr", " " * 3000).status, 413)
            server.stop()
            lines = [json.loads(line) for line in server.log_text().splitlines()]
            self.assertTrue(any(line.get("status") == 413 for line in lines), lines)


class StopTest(unittest.TestCase):
    def test_stop_while_eight_commit(self):
        """What was answered with 201 is there after the stop."""
        document = next(d for t, d in generated(1) if t == "socle_vital_signs.v1")
        document.pop("uid", None)
        body = json.dumps(document)
        with Socle() as server:
            server.start()
            upload_templates(server.client())
            ehr = new_ehr(server.client())
            kept, unexpected = [], []

            def commit():
                client = server.client()
                try:
                    while True:
                        answer = client.post(f"/ehr/{ehr}/composition", body)
                        if answer.status == 201:
                            kept.append(answer.etag)
                        elif answer.status != 503:
                            unexpected.append((answer.status, answer.body))
                        if answer.headers.get("connection", "").lower() == "close":
                            return
                except (OSError, http.client.HTTPException):
                    return  # the server is gone

            for _ in range(3):
                threads = [threading.Thread(target=commit) for _ in range(8)]
                for thread in threads:
                    thread.start()
                time.sleep(0.4)
                began = time.monotonic()
                server.process.send_signal(signal.SIGTERM)
                self.assertEqual(server.process.wait(timeout=30), 0, server.log_text()[-2000:])
                self.assertLess(time.monotonic() - began, 10)
                for thread in threads:
                    thread.join()
                self.assertGreater(len(kept), 8)
                server.log.close()
                server.start()
            self.assertEqual(unexpected, [])
            client = server.client()
            for uid in kept:
                self.assertEqual(client.get(f"/ehr/{ehr}/composition/{uid}").status, 200, uid)
            self.assertEqual(len(set(kept)), len(kept))
            self.assertEqual(server.stop(), 0)
            server.run("verify")


if __name__ == "__main__":
    unittest.main()
