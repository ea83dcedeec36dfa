package aside.bench;

import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.EncodedMessage;
import aside.message.ErrorCode;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.message.ServerMessage.Ack;
import aside.message.ServerMessage.ErrorReply;
import aside.message.ServerMessage.Joined;
import aside.message.ServerMessage.Left;
import aside.message.ServerMessage.PrivateDelivery;
import aside.message.ServerMessage.PublicDelivery;
import aside.message.ServerMessage.Welcome;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Text to messages and back, each kind of message, with texts of 100 bytes. */
public class CodecBenchmark {

    private static final String TEXT = "x".repeat(100);

    /** A message of a client. */
    @State(Scope.Thread)
    public static class Incoming {

        /** Which kind. */
        @Param({"join", "public", "private", "not JSON"})
        public String kind;

        private String text;

        /** Writes the message. */
        @Setup
        public void write() {
            text = switch (kind) {
                case "join" -> "{\"type\":\"join\",\"name\":\"alice\"}";
                case "public" -> "{\"type\":\"public\",\"msg\":\"" + TEXT + "\"}";
                case "private" -> "{\"type\":\"private\",\"to\":\"bob\",\"msg\":\"" + TEXT + "\",\"id\":\"1\"}";
                default -> TEXT;
            };
        }
    }

    /** A message of the server. */
    @State(Scope.Thread)
    public static class Outgoing {

        /** Which kind. */
        @Param({"welcome to 10", "joined", "left", "public", "private", "ack", "error"})
        public String kind;

        private ServerMessage message;

        /** Makes the message. */
        @Setup
        public void make() {
            message = switch (kind) {
                case "joined" -> new Joined("alice");
                case "left" -> new Left("alice");
                case "public" -> new PublicDelivery("alice", TEXT);
                case "private" -> new PrivateDelivery("alice", "bob", TEXT);
                case "ack" -> new Ack("1");
                case "error" -> new ErrorReply(ErrorCode.USER_OFFLINE, TEXT, "1");
                default -> new Welcome("user0", IntStream.range(0, 10).mapToObj(i -> "user" + i).toList());
            };
        }
    }

    /** The codec. */
    @State(Scope.Benchmark)
    public static class Codec {
        private final MessageCodec codec = new JacksonMessageCodec(4_000);
    }

    /** Reads one message. */
    @Benchmark
    public Object decode(Codec it, Incoming incoming) {
        try {
            ClientMessage message = it.codec.decode(incoming.text);
            return message;
        } catch (BadMessageException e) {
            return e;
        }
    }

    /** Writes one message. */
    @Benchmark
    public EncodedMessage encode(Codec it, Outgoing outgoing) {
        return it.codec.encode(outgoing.message);
    }
}
