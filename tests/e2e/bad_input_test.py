"""Whatever is sent: a clear 4xx, nothing stored, a server that lives on in bounded memory."""
import copy
import gzip
import json
import random
import socket
import threading
import time
import unittest
import zlib

from socle_process import BASE, SANITIZED, Socle, generated, new_ehr, template, upload_templates

MIB = 1 << 20
SLOWEST = 20.0  # seconds: far more than a case takes, far less than one that hangs
MEMORY = 256 * MIB  # the server's own, beyond what a case must hold


def raw_answer(stream):
    """The status, headers and body of what comes on a socket until it closes or the body is whole."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = stream.recv(65536)
        if not more:
            break
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
    length = int(headers.get("content-length", 0))
    while len(body) < length:
        more = stream.recv(65536)
        if not more:
            break
        body += more
    body = body[:length]
    status = int(lines[0].split()[1]) if lines[0] else 0
    return status, headers, body


class BadInputTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Socle().start("--header-timeout", "20s")
        client = cls.server.client()
        upload_templates(client)
        cls.ehr = new_ehr(client)
        cls.document = next(d for t, d in generated(1) if t == "socle_vital_signs.v1")
        cls.document.pop("uid", None)
        cls.text = json.dumps(cls.document)
        cls.path = f"/ehr/{cls.ehr}/composition"
        cls.uid = client.post(cls.path, cls.text).etag
        cls.object = cls.uid.split("::")[0]
        client.close()

    @classmethod
    def tearDownClass(cls):
        with cls.server:
            code = cls.server.stop()
            assert code == 0, code
            cls.server.run("verify")

    def setUp(self):
        self.client = self.server.client()
        self.allowance = 0  # bytes that this case's own input and its tree may take
        self.reset_peak()
        self.before = self.server.versions()

    def tearDown(self):
        self.client.close()
        self.assertIsNone(self.server.process.poll(), self.server.log_text()[-2000:])
        client = self.server.client()
        self.assertEqual(client.get(f"{self.path}/{self.uid}").status, 200)
        history = client.get(f"/ehr/{self.ehr}/versioned_composition/{self.object}/revision_history").json
        self.assertEqual(len(history["items"]), 1)
        client.close()
        self.assertEqual(self.server.versions(), self.before, "something was stored")
        if not SANITIZED:  # which takes memory of its own for each allocation
            self.assertLess(self.peak(), MEMORY + self.allowance)
        self.assertNotIn("status=500", self.server.log_text())

    def reset_peak(self):
        with open(f"/proc/{self.server.process.pid}/clear_refs", "w") as file:
            file.write("5")

    def peak(self):
        with open(f"/proc/{self.server.process.pid}/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))

    def check_refused(self, answer, statuses, seconds, note):
        self.assertIn(answer.status, statuses, (note, answer.body[:300]))
        error = answer.json
        self.assertTrue(error["message"] and error["errors"], note)
        self.assertEqual(error["code"] // 100, 4, note)
        self.assertLess(len(answer.body), 2 * MIB, note)
        self.assertLess(seconds, SLOWEST, note)

    def refused(self, body, statuses=(400, 422), note=None, path=None, **headers):
        """Posted and put: both are refused."""
        note = note or body[:60]
        for method, at in (("POST", path or self.path), ("PUT", f"{self.path}/{self.object}")):
            if method == "PUT" and path:
                continue
            given = dict(headers, If_Match=f'"{self.uid}"') if method == "PUT" else headers
            began = time.monotonic()
            answer = self.client.request(method, BASE + at, body, **given)
            self.check_refused(answer, statuses, time.monotonic() - began, note)
        return answer

    def raw(self, data, statuses, note=None, close_early=False):
        """Bytes as they are, on a connection of their own."""
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as stream:
            stream.settimeout(30)
            try:
                stream.sendall(data)
                if close_early:
                    stream.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused while it was sent
            status, headers, body = raw_answer(stream)
        self.assertIn(status, statuses, (note or data[:80], body[:300]))
        self.assertLess(time.monotonic() - began, SLOWEST, note)
        if status and body:
            self.assertEqual(json.loads(body)["code"] // 100, status // 100)
        return headers

    def head(self, *lines, method="POST", path=None):
        first = f"{method} {path or BASE + self.path} HTTP/1.1"
        return "\r\n".join([first, "Host: h", *lines, "", ""]).encode("latin-1")

    def changed(self, old, new, count=-1):
        self.assertIn(old, self.text)
        return self.text.replace(old, new, count)


class MalformedTest(BadInputTest):
    def test_malformed_json(self):
        whole = self.text
        cases = ["", " ", "{", "}", "[", "]", "null", "true", "1", '"text"', "[]", "{}", "{]", "[}", "{,}", "[,]", "[1,]",
                 '{"a":1,}', '{"a"}', '{"a":}', '{"a" 1}', "{a:1}", "{'a':1}", '{"a":1 "b":2}', "{1:2}", "//x\n{}",
                 "/**/{}", "nul", "True", "undefined", "[1 2]", '"', '"\\', '"\\u12"', '"\\x41"', '"\\ud800"', '"\t"', '"\n"',
                 "\x00", "{}\x00", "<a/>", whole + "x", whole + whole, whole[:-1], whole[1:], "[" + whole + "]", whole + ",",
                 "\u00a0" + whole, "\ufeff\ufeff" + whole]
        cases += [whole[:at] for at in range(1, len(whole), max(1, len(whole) // 150))]
        for case in cases:
            self.refused(case)

    def test_encodings(self):
        accent = self.changed("Vital signs", "Élan vital")
        for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            self.refused(self.text.encode(encoding), (400,), encoding)
        self.refused(accent.encode("latin-1"), (400,), "latin-1")
        for bad in (b"\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xe2\x82", b"\xff\xfe"):
            answer = self.refused(self.text.encode().replace(b"Vital signs", b"Vital" + bad), (400,), bad)
            self.assertRegex(answer.json["place"], r"^1:\d+$")

    def test_byte_order_mark_is_skipped(self):
        document = json.dumps(dict(self.document, uid={"_type": "OBJECT_VERSION_ID", "value": "x"}))
        self.refused(b"\xef\xbb\xbf" + document.encode(), (400, 422), "bom, then a bad uid")
        with_bom = self.client.post(self.path, b"\xef\xbb\xbf" + self.text.encode())
        self.assertEqual(with_bom.status, 201, with_bom.body)
        self.before += 1

    def test_duplicate_keys(self):
        for case in (self.text[:-1] + ',"_type":"COMPOSITION"}', self.changed('"composer": {', '"composer": {"name":"x",', 1),
                     self.changed('"language"', '"langu\\u0061ge":{},"language"', 1)):
            answer = self.refused(case, (400, 422), "duplicate key")
            self.assertIn(answer.json["error"], ("malformed", "invalid"))

    def test_numbers(self):
        for number in ("01", "-01", "+1", "1.", ".5", "1e", "1e+", "0x10", "NaN", "Infinity", "-Infinity", "-", "1_000", "1,5",
                       "1e999", "-1e999", "9" * 400, "true", '"116"', "null", "[116]", "{}"):
            self.refused(self.changed('"magnitude": 116' if '"magnitude": 116' in self.text else self.magnitude(),
                                      f'"magnitude": {number}', 1), (400, 422), number)
        for number in ("2147483648", "-2147483649", "9223372036854775808", "1e3", "1.5", "99999999999999999999999999", "-0.0"):
            self.refused(self.changed('"precision": 0', f'"precision": {number}', 1), (400, 422), number)

    def magnitude(self):
        at = self.text.index('"magnitude":')
        return self.text[at:self.text.index(",", at)]

    def test_nul_in_a_string_comes_back(self):
        name = self.document["composer"]["name"]
        answer = self.client.post(self.path, self.changed(json.dumps(name), json.dumps("a\0b")))
        if answer.status == 201:
            self.before += 1
            back = self.client.get(f"{self.path}/{answer.etag}").json
            self.assertEqual(back["composer"]["name"], "a\0b")
        else:
            self.assertIn(answer.status, (400, 422))
        for key in ("_type", "archetype_node_id"):
            self.refused(json.dumps(dict(self.document, **{key: self.document[key] + "\0"})), note=key)

    def test_committal_headers(self):
        for value in ('description.value=""', 'committer.name=""', 'committer.external_ref.id=""', "x", "=", '="x"', '"',
                      'committer.external_ref.namespace="n"', 'committer.external_ref.id="x",committer.external_ref.namespace="1 2"',
                      'committer.external_ref.id="x",committer.external_ref.type=""', 'description.value="open',
                      'change_type.code_string="999"', 'change_type.code_string=""', 'descripton.value="x"',
                      'description.value="caf\xe9"'):
            self.refused(self.text, (400,), value, openehr_audit_details=value)
        for value in ('lifecycle_state.code_string="1"', 'lifecycle_state.code_string="5321"', 'lifecycle_state="532"'):
            self.refused(self.text, (400,), value, openehr_version=value)

    def test_if_match(self):
        at = f"{BASE}{self.path}/{self.object}"
        for value, statuses in ((None, (400,)), ("", (400,)), ("*", (400,)), ('""', (400,)), ("x", (400,)), ('"', (400,)),
                                (f'"{self.object}"', (400,)), (f'"{self.object}::a::0"', (400,)), (f'"{self.object}::a::-1"', (400,)),
                                (f'"{self.object}::test.socle::4294967296"', (400,)), (f'"{self.object}::test.socle::1.1.1"', (400,)),
                                (f'"{self.object}::test.socle::2"', (412,)), (f'"{self.object}::other::1"', (412,))):
            headers = {} if value is None else {"If_Match": value}
            answer = self.client.request("PUT", at, self.text, **headers)
            self.check_refused(answer, statuses, 0, value)


class LargeTest(BadInputTest):
    def test_announced_100_megabytes(self):
        """Refused from the header alone."""
        self.raw(self.head("Content-Type: application/json", f"Content-Length: {100 * 1000 * 1000}"), (413,))

    def test_chunked_100_megabytes(self):
        self.allowance = 160 * MIB  # the body up to the limit of 64 MiB, while its buffer grows
        chunk = b"100000\r\n" + b" " * MIB + b"\r\n"
        sent = 0
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as stream:
            stream.sendall(self.head("Content-Type: application/json", "Transfer-Encoding: chunked"))
            try:
                for _ in range(100):
                    stream.sendall(chunk)
                    sent += 1
                stream.sendall(b"0\r\n\r\n")
            except (BrokenPipeError, ConnectionResetError):
                pass
            status, _, body = raw_answer(stream)
        self.assertEqual(status, 413)
        self.assertEqual(json.loads(body)["code"], 413)

    def test_large_document(self):
        self.allowance = 200 * MIB
        answer = self.refused(self.text + " " * (17 * MIB), (413,), "17 MiB")
        self.assertIn("message", answer.json)
        self.refused(b"\0" * (17 * MIB), (400, 413), "17 MiB of zeros")

    def test_deep(self):
        for depth in (513, 10000, 1000000):
            for body in ("[" * depth, "[" * depth + "]" * depth, '{"a":' * depth, '{"a":' * depth + "1" + "}" * depth,
                         self.changed('"content": [', '"content": [' + "[" * depth, 1),
                         self.text[:-1] + ',"feeder_audit":' + '{"a":' * depth):
                self.refused(body, (400, 422), f"depth {depth}")
        cluster = '{"_type":"CLUSTER","archetype_node_id":"at0000","name":{"value":"x"},"items":['
        self.refused(self.changed('"items": [', '"items": [' + cluster * 200 + "]}" * 200 + ",", 1), (400, 422), "clusters")

    def test_huge_strings(self):
        self.allowance = 128 * MIB
        huge = "é" * (5 * MIB)
        for old in ('"COMPOSITION"', '"116"', '"socle_vital_signs.v1"', '"433"', '"at0004"'):
            if old in self.text:
                self.refused(self.changed(old, json.dumps(huge, ensure_ascii=False), 1), (400, 422), old)
        self.refused(self.text[:-1] + f',"{"k" * (5 * MIB)}":1}}', (400, 422), "a huge key")

    def test_many_values(self):
        self.allowance = 256 * MIB
        self.refused(self.text[:-1] + ',"links":[' + ",".join(["{}"] * 100000) + "]}", (400, 422), "links")
        self.refused(self.text[:-1] + ',"links":[' + ",".join(['{"_type":"LINK"}'] * 100000) + "]}", (400, 422), "typed links")
        self.refused("{" + ",".join(f'"k{i}":1' for i in range(100000)) + "}", (400, 422), "members")
        self.refused("[" + ",".join(["1"] * 1000000) + "]", (413,), "numbers")
        self.refused(self.changed('"content": [', '"content": [' + "1," * 1000000, 1), (413,), "numbers for entries")

    def test_100000_items_that_do_not_fit(self):
        """All are unknown to the template: refused with a bounded list, in time that grows with the items alone."""
        self.allowance = 256 * MIB
        document = copy.deepcopy(self.document)
        items = document["content"][0]["data"]["events"][0]["data"]["items"]
        element = json.dumps(items[0], separators=(",", ":")).replace("at0004", "at9999")
        items.append("ITEMS")
        text = json.dumps(document, separators=(",", ":"))
        for count in (10000, 100000):
            body = text.replace('"ITEMS"', ",".join([element] * count))
            self.refused(body, (413, 422), f"{count} items, {len(body) // MIB} MiB")

    def test_a_huge_node_id_is_not_repeated(self):
        self.allowance = 256 * MIB
        element = '{"_type":"ELEMENT","name":{"value":"x"},"archetype_node_id":"at9999"}'
        bad = ",".join([element] * 2000)
        node_id = "a" * (4 * MIB)
        cluster = '{"_type":"CLUSTER","name":{"value":"x"},"archetype_node_id":"%s","items":[%s]},' % (node_id, bad)
        self.refused(self.changed('"items": [', '"items": [' + cluster, 1), (400, 422), "huge node id")

    def test_100000_items_that_fit(self):
        """More events than any document has, each as the template wants it: stored, or refused quickly."""
        self.allowance = 512 * MIB  # some 20 MB of text with a tree of 3 million values
        document = copy.deepcopy(self.document)
        history = document["content"][0]["data"]
        event = json.dumps(history["events"][0], separators=(",", ":"))
        history["events"] = "EVENTS"
        text = json.dumps(document, separators=(",", ":"))
        for count in (10000, 100000):
            body = text.replace('"EVENTS"', "[" + ",".join([event] * count) + "]")
            began = time.monotonic()
            answer = self.client.post(self.path, body)
            took = time.monotonic() - began
            self.assertIn(answer.status, (201, 413, 422), answer.body[:300])
            self.before += answer.status == 201
            self.assertLess(took, SLOWEST + count / 10000)

    def test_bombs(self):
        self.allowance = 160 * MIB
        gzip_bomb = gzip.compress(b" " * (200 * MIB), 9)
        answer = self.refused(gzip_bomb, (413,), "gzip bomb", Content_Encoding="gzip")
        self.assertIn("message", answer.json)
        self.refused(gzip.compress(gzip_bomb), (400,), "gzip in gzip", Content_Encoding="gzip")

    def test_content_encoding(self):
        body = self.text.encode()
        for coding, sent, statuses in (("gzip", body, (400,)), ("zstd", body, (400,)), ("gzip", gzip.compress(body)[:-9], (400,)),
                                       ("br", body, (415,)), ("deflate", zlib.compress(body), (415,)),
                                       ("gzip, gzip", gzip.compress(gzip.compress(body)), (415,)), ("nonsense", body, (415,)),
                                       ("gzip", gzip.compress(body) + b"tail", (400,)), ("gzip", b"\x1f\x8b", (400,))):
            self.refused(sent, statuses, coding, Content_Encoding=coding)

    def test_content_type(self):
        for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense", "application/jsonx"):
            self.refused(self.text, (415,), kind, Content_Type=kind)
        for accept in ("application/xml", "text/html"):
            self.refused(self.text, (406,), accept, Accept=accept)


class TransportTest(BadInputTest):
    def test_content_length(self):
        body = self.text.encode()
        for lines in (["Content-Length: -1"], ["Content-Length: x"], ["Content-Length: 1e3"], ["Content-Length: +5"],
                      ["Content-Length: 99999999999999999999999"], ["Content-Length: 5", "Content-Length: 6"],
                      ["Content-Length: 5", "Transfer-Encoding: chunked"], ["Transfer-Encoding: gzip"], ["Content-Length:"]):
            self.raw(self.head("Content-Type: application/json", *lines) + body, (400, 413, 501), lines)
        self.raw(self.head("Content-Type: application/json", "Content-Length: 10") + body, (400,), "too short")
        self.raw(self.head("Content-Type: application/json", "Transfer-Encoding: chunked") + b"zz\r\n", (400,), "bad chunk")
        # Longer than what comes: the client that hangs up is not answered, or told.
        self.raw(self.head(f"Content-Length: {len(body) + 10}") + body, (0, 400), "too long", close_early=True)

    def test_request_line(self):
        long = "a" * 20000
        good = BASE + self.path
        self.raw(self.head(method="GET", path="/" + long), (414,), "long target")
        self.raw(self.head(method="GET", path=good + "?x=" + long), (414,), "long query")
        self.raw(self.head(f"X-Long: {long}", method="GET"), (431,), "long header")
        self.raw(self.head(*[f"X-{i}: {i}" for i in range(5000)], method="GET"), (431,), "many headers")
        self.raw(self.head("no colon", method="GET"), (400,), "no colon")
        self.raw(self.head(": nothing", method="GET"), (400,), "no name")
        self.raw(self.head("X-A: a", " folded", method="GET"), (400, 405), "folded")  # RFC 9112, 5.2 leaves both
        for path in ("/%", "/%zz", "/%2", "/openehr/v1/ehr/%ff", "/openehr/v1/ehr/%00", "/a b", "/\x01", "http://", "nopath", "/x?a=%g"):
            self.raw(self.head(method="GET", path=path), (400, 404), path)
        for method in ("BREW", "get", "TRACE", "CONNECT", "PROPFIND", "X" * 100):
            self.raw(self.head(method=method), (400, 405, 501), method)
        for first in (b"GET / HTTP/1.2\r\n\r\n", b"GET / HTTP/2.0\r\nHost: h\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
                      b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200 + b"\r\n\r\n"):
            self.raw(first, (400, 501, 505), first[:40])
        headers = self.raw(self.head(method="PATCH"), (405,))
        self.assertIn("POST", headers["allow"])

    def test_identifiers_in_paths(self):
        for ehr in ("x", "%20", self.ehr + "0", "..", "%2e%2e%2f", self.ehr[:-1], "0" * 5000, "'; DROP TABLE version; --".replace(" ", "%20")):
            for rest in ("", "/composition", "/ehr_status"):
                method = "POST" if rest == "/composition" else "GET"
                answer = self.client.request(method, f"{BASE}/ehr/{ehr}{rest}", self.text if rest else None)
                self.check_refused(answer, (400, 404), 0, (ehr[:40], rest))
        for uid in ("x::y", "%22", "::", f"{self.object}::", f"{self.object}::test.socle::99999999999", f"{self.object}::test.socle::2",
                    f"{self.object}::other::1", "a" * 300, f"{self.object}::test.socle::01"):
            answer = self.client.get(f"{self.path}/{uid}")
            self.check_refused(answer, (400, 404), 0, uid[:60])
        for when in ("x", "2024-13-01", "2024-01-01T25:00:00", "%00", "9" * 100):
            answer = self.client.get(f"{self.path}/{self.object}?version_at_time={when}")
            self.check_refused(answer, (400,), 0, when[:40])

    def test_half_sent_requests(self):
        whole = self.head("Content-Type: application/json", f"Content-Length: {len(self.text)}") + self.text.encode()
        for i in range(300):
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as stream:
                stream.sendall(whole[: 1 + i * (len(whole) - 2) // 300])
                if i % 3 == 0:  # a reset rather than an end
                    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def test_garbage(self):
        rng = random.Random(11)
        for size in [1, 2, 7, 64, 1000, 20000] * 20:
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as stream:
                try:
                    stream.sendall(rng.randbytes(size) + b"\r\n\r\n")
                    stream.shutdown(socket.SHUT_WR)
                    status, _, _ = raw_answer(stream)
                    self.assertIn(status, (0, 400, 414, 431, 501, 505))
                except (BrokenPipeError, ConnectionResetError):
                    pass

    def test_500_slow_connections(self):
        """Each drips a request in; a good client is served as if they were not there."""
        streams = [socket.create_connection(("127.0.0.1", self.server.port), timeout=10) for _ in range(500)]
        head = self.head("Content-Type: application/json", f"Content-Length: {len(self.text)}") + self.text.encode()
        stop = threading.Event()

        def drip():
            at = 0
            while not stop.is_set() and at < 200:
                for stream in streams:
                    stream.send(head[at:at + 1])
                at += 1
                stop.wait(0.05)

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            times = []
            for _ in range(200):
                began = time.monotonic()
                self.assertEqual(self.client.get(f"{self.path}/{self.uid}").status, 200)
                times.append(time.monotonic() - began)
            times.sort()
            self.assertLess(times[-1], SLOWEST)
            began = time.monotonic()
            self.assertEqual(self.client.post(self.path, self.text).status, 201)
            self.before += 1
            self.assertLess(time.monotonic() - began, SLOWEST)
        finally:
            stop.set()
            dripping.join()
            for stream in streams:
                stream.close()


class TemplateTest(BadInputTest):
    def uploaded(self, body, statuses, note):
        self.refused(body, statuses, note, path="/definition/template/adl1.4", Content_Type="application/xml")

    def test_not_a_template(self):
        opt = template("socle_vital_signs.v1.opt")
        for body in ("", " ", "text", "<", "<a", "<a>", "<a/>", "<a></b>", "<a/><b/>", "{}", self.text, opt.rstrip()[:-1], opt[: len(opt) // 2],
                     opt + opt, opt[:-30], "<!DOCTYPE a><a/>", "\0", "<a>\0</a>", "<a b=1/>", '<a b="1" b="2"/>', "<a>&x;</a>", "<a>&#0;</a>",
                     "<a>&#xFFFFFFFFFF;</a>", "<template/>", '<template xmlns="http://schemas.openehr.org/v1"/>',
                     '<?xml version="1.0" encoding="klingon"?><a/>', "<a><![CDATA[</a>", "<a><!-- -- --></a>"):
            self.uploaded(body, (400, 422), body[:60])
        for encoding in ("utf-16", "utf-32", "latin-1"):
            self.uploaded(("<a>é</a>").encode(encoding), (400, 422), encoding)

    def test_billion_laughs(self):
        entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
        self.uploaded(f'<?xml version="1.0"?><!DOCTYPE l [{entities}]><l>&a9;</l>', (400, 422), "billion laughs")
        self.uploaded('<!DOCTYPE l [<!ENTITY x "' + "y" * MIB + '">]><l>' + "&x;" * 1000 + "</l>", (400, 422), "quadratic")
        self.uploaded('<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>', (400, 422), "external")

    def test_deep_and_large(self):
        self.allowance = 256 * MIB
        for depth in (10000, 300000):
            self.uploaded("<a>" * depth + "</a>" * depth, (400, 422), f"depth {depth}")
            self.uploaded("<a>" * depth, (400, 422), f"open {depth}")
        opt = template("socle_vital_signs.v1.opt")
        at = opt.index("</template>") if "</template>" in opt else len(opt)
        self.uploaded(opt[:at] + "<b>x</b>" * (20 * MIB // 8) + opt[at:], (400, 413, 422), "20 MB of elements")
        self.uploaded(opt[:at] + "<b>" + "x" * (20 * MIB) + "</b>" + opt[at:], (400, 413, 422), "20 MB of text")
        self.uploaded("<a " + " ".join(f'b{i}="1"' for i in range(100000)) + "/>", (400, 413, 422), "attributes")


if __name__ == "__main__":
    unittest.main()
