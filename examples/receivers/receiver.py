# Python 3.9 or newer, standard library alone.
import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRETS = [base64.b64decode(s.strip().removeprefix("whsec_")) for s in os.environ["GATEPOST_SECRET"].split(",")]
seen = set()  # yours lives in the database that the events change


def verified(headers, body):
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > 300:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    right = ["v1," + base64.b64encode(hmac.new(s, signed, hashlib.sha256).digest()).decode() for s in SECRETS]
    sent = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(one.encode(), other.encode()) for one in sent for other in right)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length) if 0 < length <= 1_000_000 else b""
        if not verified(self.headers, body):
            return self.answer(401)
        event = json.loads(body)
        if event["id"] in seen:
            print("repeat", event["id"], flush=True)
        else:
            seen.add(event["id"])  # together with what the event does, in one transaction
            print("new", event["id"], flush=True)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Receiver)
print("ready", flush=True)
server.serve_forever()
