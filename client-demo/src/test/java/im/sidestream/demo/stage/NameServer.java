package im.sidestream.demo.stage;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A DNS server on loopback (RFC 1035) for the XMPP domains of a stage: each, and every name below it, is at 127.0.0.1, and
 * its SRV record (RFC 6120 §3.2.1) names the port for other servers. Whatever else is asked does not exist, at once.
 */
final class NameServer implements AutoCloseable {
    private static final int A = 1;
    private static final int SRV = 33;
    private static final int INTERNET = 1;
    private static final int QUESTION = 12;
    private static final int MOST = 512;
    private static final int AUTHORITATIVE_ANSWER = 0x8580;
    private static final int NO_SUCH_NAME = 3;
    private static final int POINTER_TO_QUESTION = 0xc000 | QUESTION;
    private static final int SECONDS_TO_LIVE = 5;
    /** A name that everybody knows: ejabberd asks here for SRV records, but the system for addresses. */
    private static final String LOCALHOST = "localhost";

    private static final String FOR_SERVERS = "_xmpp-server._tcp.";

    private final DatagramSocket socket;
    private final Map<String, Integer> serverPorts;

    private NameServer(DatagramSocket socket, Map<String, Integer> serverPorts) {
        this.socket = socket;
        this.serverPorts = Map.copyOf(serverPorts);
    }

    /**
     * Answers until it is closed.
     *
     * @param serverPorts the XMPP domains, and where each takes other servers' connections
     */
    static NameServer start(Map<String, Integer> serverPorts) {
        try {
            NameServer server = new NameServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()), serverPorts);
            Thread thread = new Thread(server::serve, "name-server");
            thread.setDaemon(true);
            thread.start();
            return server;
        } catch (IOException e) {
            throw new StageException("no name server", e);
        }
    }

    /** The UDP port on loopback. */
    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[MOST];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException | RuntimeException notAQuestion) {
                // whoever sent it hears nothing; or this is closed
            }
        }
    }

    private byte[] answer(byte[] query) throws IOException {
        Question question = Question.read(ByteBuffer.wrap(query));
        Optional<byte[]> data = data(question);
        boolean known = domain(question.host()).isPresent();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(AUTHORITATIVE_ANSWER | (known ? 0 : NO_SUCH_NAME));
        out.writeShort(1);
        out.writeShort(data.isPresent() ? 1 : 0);
        out.writeInt(0);
        out.write(query, QUESTION, question.end() - QUESTION);
        if (data.isPresent()) {
            out.writeShort(POINTER_TO_QUESTION);
            out.writeShort(question.type());
            out.writeShort(INTERNET);
            out.writeInt(SECONDS_TO_LIVE);
            out.writeShort(data.get().length);
            out.write(data.get());
        }
        return bytes.toByteArray();
    }

    private Optional<byte[]> data(Question question) {
        return switch (question.type()) {
            case A ->
                question.isHost() ? domain(question.host()).map(any -> new byte[] {127, 0, 0, 1}) : Optional.empty();
            case SRV ->
                question.isHost() ? Optional.empty() : domain(question.host()).map(this::service);
            default -> Optional.empty();
        };
    }

    private Optional<String> domain(String host) {
        return serverPorts.keySet().stream()
                .filter(domain -> host.equals(domain) || host.endsWith("." + domain))
                .findFirst();
    }

    /** Priority, weight, port, target (RFC 2782). */
    private byte[] service(String domain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(0);
            out.writeShort(serverPorts.getOrDefault(domain, 0));
            out.writeByte(LOCALHOST.length());
            out.writeBytes(LOCALHOST);
            out.writeByte(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }

    /**
     * What is asked.
     *
     * @param name in lower case, without the last dot
     * @param type of record
     * @param end where the question ends
     */
    private record Question(String name, int type, int end) {
        static Question read(ByteBuffer query) {
            query.position(QUESTION);
            StringBuilder name = new StringBuilder();
            for (int length = query.get(); length > 0; length = query.get()) {
                byte[] label = new byte[length];
                query.get(label);
                name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
            }
            int type = query.getShort();
            query.getShort();
            return new Question(name.toString().toLowerCase(Locale.ROOT), type, query.position());
        }

        boolean isHost() {
            return !name.startsWith("_");
        }

        String host() {
            return name.startsWith(FOR_SERVERS) ? name.substring(FOR_SERVERS.length()) : name;
        }
    }
}
