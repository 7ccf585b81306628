// Java 17 or newer, standard library alone: java Receiver.java
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
    if (id == null || timestamp == null || signatures == null || !timestamp.matches("\\d{1,12}")) return false;
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
