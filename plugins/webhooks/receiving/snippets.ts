/** Receivers to begin with. Made from examples/receivers by `npm run docs`. */
export const SNIPPETS = [
  {
    language: 'Node',
    needs: 'the receiver kit',
    file: 'receiver.mjs',
    text: `// Node 20 or newer, with the receiver kit: npm install express and Gatepost's package.
import express from 'express'
import { createMemory, judgeEvent, receiveEvents } from 'gatepost/receiver'

const memory = createMemory() // yours lives in the database that the events change

const door = receiveEvents({
  secrets: process.env.GATEPOST_SECRET ?? '', // two with a comma between them during a rotation
  async take(event) {
    const verdict = await judgeEvent(memory, event) // new, repeat, or late: older than the state you have
    if (verdict === 'new' && event.type === 'user.updated') console.log('now called', event.data.user.name)
    console.log(verdict, event.id)
  },
})

const app = express()
app.post('/hooks/gatepost', door) // before express.json(): the signature covers the bytes
app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'))
`,
  },
  {
    language: 'Python',
    needs: 'the standard library',
    file: 'receiver.py',
    text: `# Python 3.9 or newer, standard library alone.
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
`,
  },
  {
    language: 'Go',
    needs: 'the standard library',
    file: 'receiver.go',
    text: `// Go 1.21 or newer, standard library alone.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

var seen sync.Map // yours lives in the database that the events change

func verified(h http.Header, body []byte) bool {
	seconds, err := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	if err != nil || math.Abs(float64(time.Now().Unix()-seconds)) > 300 {
		return false
	}
	for _, secret := range strings.Split(os.Getenv("GATEPOST_SECRET"), ",") {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.TrimSpace(secret), "whsec_"))
		if err != nil || len(key) == 0 {
			continue
		}
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%s.%s", h.Get("webhook-id"), h.Get("webhook-timestamp"), body)
		right := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
		for _, sent := range strings.Split(h.Get("webhook-signature"), " ") {
			if hmac.Equal([]byte(sent), []byte(right)) {
				return true
			}
		}
	}
	return false
}

func receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1_000_000))
	if err != nil || !verified(r.Header, body) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var event struct {
		ID   string \`json:"id"\`
		Type string \`json:"type"\`
	}
	if json.Unmarshal(body, &event) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	// Together with what the event does, in one transaction.
	if _, repeat := seen.LoadOrStore(event.ID, true); repeat {
		fmt.Println("repeat", event.ID)
	} else {
		fmt.Println("new", event.ID)
	}
	w.WriteHeader(http.StatusNoContent)
}

func main() {
	http.HandleFunc("/hooks/gatepost", receive)
	fmt.Println("ready")
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`,
  },
  {
    language: 'Java',
    needs: 'the standard library',
    file: 'Receiver.java',
    text: `// Java 17 or newer, standard library alone: java Receiver.java
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Receiver {
  // Yours lives in the database that the events change.
  static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  static boolean verified(Headers headers, byte[] body) throws Exception {
    String id = headers.getFirst("webhook-id");
    String timestamp = headers.getFirst("webhook-timestamp");
    String signatures = headers.getFirst("webhook-signature");
    if (id == null || timestamp == null || signatures == null || !timestamp.matches("\\\\d{1,12}")) return false;
    if (Math.abs(System.currentTimeMillis() / 1000 - Long.parseLong(timestamp)) > 300) return false;
    var signed = new ByteArrayOutputStream();
    signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    signed.writeBytes(body);
    for (String secret : System.getenv("GATEPOST_SECRET").split(",")) {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(secret.strip().replaceFirst("^whsec_", ""));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String right = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()));
      for (String sent : signatures.split(" "))
        if (MessageDigest.isEqual(sent.getBytes(), right.getBytes())) return true;
    }
    return false;
  }

  static void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(1_000_000);
      if (!verified(exchange.getRequestHeaders(), body)) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      // The webhook-id is the id of the event; read the body with the JSON library that you have.
      String id = exchange.getRequestHeaders().getFirst("webhook-id");
      // Together with what the event does, in one transaction.
      System.out.println((SEEN.add(id) ? "new " : "repeat ") + id);
      exchange.sendResponseHeaders(204, -1);
    } catch (Exception fault) {
      throw new IOException(fault);
    }
  }

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(System.getenv("PORT"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/hooks/gatepost", Receiver::receive);
    server.start();
    System.out.println("ready");
  }
}
`,
  },
] as const
