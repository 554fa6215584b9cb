# SPDX-License-Identifier: Apache-2.0
# A receiver of Assay's actions: verifies, drops repetitions, prints. Needs nothing but Python 3.
#   WEBHOOK_SECRET=whsec_... python3 webhook_receiver.py 8080
import base64, hashlib, hmac, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
SEEN = set()  # Keep them in your database, in the transaction that acts on them.

class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        id, stamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        digest = hmac.new(KEY, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
        given = self.headers["webhook-signature"].split(" ")
        good = any(hmac.compare_digest(s, "v1," + base64.b64encode(digest).decode()) for s in given)
        if good and abs(time.time() - int(stamp)) < 300 and id not in SEEN:
            SEEN.add(id)
            os.write(1, body + b"\n")  # Whole lines, whichever thread writes.
        self.send_response(204 if good else 401)
        self.send_header("content-length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
print(f"listening on {server.server_port}", file=sys.stderr, flush=True)
server.serve_forever()
