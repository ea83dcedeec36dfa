package aside.grading;

import aside.grading.SmallParser.Literal;
import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.ClientMessage.Join;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.EncodedMessage;
import aside.message.ErrorCode;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.message.ServerMessage.Ack;
import aside.message.ServerMessage.ErrorReply;
import aside.message.ServerMessage.Joined;
import aside.message.ServerMessage.Left;
import aside.message.ServerMessage.PrivateDelivery;
import aside.message.ServerMessage.PublicDelivery;
import aside.message.ServerMessage.Welcome;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Right answers to exercise 2, unlike the reference. */
final class RightCodecs {

    private RightCodecs() {
    }

    /** From a map of the fields that are there to a message. A field that is no text is there, and is no string. */
    abstract static class FromFields implements MessageCodec {

        private final int maxTextLength;

        FromFields(int maxTextLength) {
            this.maxTextLength = maxTextLength;
        }

        /** The fields of the one object. */
        abstract Map<String, Object> fields(String text) throws BadMessageException;

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            Map<String, Object> fields = fields(text);
            String type = text(fields, "type");
            if (!List.of("join", "public", "private").contains(type)) {
                throw new BadMessageException(ErrorCode.UNKNOWN_TYPE, idOrNone(fields), "what is a \"" + type + "\"?");
            }
            if (type.equals("join")) {
                return new Join(text(fields, "name"));
            }
            Optional<String> to = type.equals("private") ? Optional.of(text(fields, "to")) : Optional.empty();
            String msg = text(fields, "msg");
            if (msg.codePoints().count() > maxTextLength) {
                throw new BadMessageException(ErrorCode.MESSAGE_TOO_LONG, idOrNone(fields), "shorter, please");
            }
            if (fields.containsKey("id") && idOrNone(fields).isEmpty()) {
                throw new BadMessageException(ErrorCode.BAD_MESSAGE, "", "the id is no good");
            }
            return to.<ClientMessage>map(name -> new PrivateMessage(name, msg, idOrNone(fields)))
                    .orElseGet(() -> new PublicMessage(msg, idOrNone(fields)));
        }

        private static String text(Map<String, Object> fields, String name) throws BadMessageException {
            if (fields.get(name) instanceof String text && StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                return text;
            }
            throw new BadMessageException(ErrorCode.BAD_MESSAGE, idOrNone(fields), "wanted: text in \"" + name + "\"");
        }

        private static String idOrNone(Map<String, Object> fields) {
            boolean usable = fields.get("id") instanceof String id && id.codePoints().count() <= 64
                    && StandardCharsets.UTF_8.newEncoder().canEncode(id);
            return usable ? (String) fields.get("id") : ClientMessage.NO_ID;
        }
    }

    /** No library: a parser and a writer by hand. */
    static class ByHand extends FromFields {

        ByHand(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        Map<String, Object> fields(String text) throws BadMessageException {
            if (new SmallParser(text, 100, false).parse() instanceof Map<?, ?> object) {
                Map<String, Object> fields = new HashMap<>();
                object.forEach((key, value) -> fields.put((String) key, value instanceof Literal ? 0 : value));
                return fields;
            }
            throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID, "an object, please");
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            return new EncodedMessage(switch (message) {
                case Welcome it -> object("welcome", "\"name\": " + quoted(it.name()), "\"users\": "
                        + it.users().stream().map(ByHand::quoted).collect(Collectors.joining(", ", "[", "]")));
                case Joined it -> object("joined", "\"name\": " + quoted(it.name()));
                case Left it -> object("left", "\"name\": " + quoted(it.name()));
                case PublicDelivery it -> object("public", "\"from\": " + quoted(it.from()), "\"msg\": "
                        + quoted(it.msg()));
                case PrivateDelivery it -> object("private", "\"from\": " + quoted(it.from()), "\"to\": "
                        + quoted(it.to()), "\"msg\": " + quoted(it.msg()));
                case Ack it -> object("ack", "\"id\": " + quoted(it.id()));
                case ErrorReply it when it.id().isEmpty() -> object("error", "\"code\": "
                        + quoted(it.code().wireName()), "\"msg\": " + quoted(it.msg()));
                case ErrorReply it -> object("error", "\"id\": " + quoted(it.id()), "\"code\": "
                        + quoted(it.code().wireName()), "\"msg\": " + quoted(it.msg()));
            });
        }

        private static byte[] object(String type, String... fields) {
            return ("{\"type\": \"" + type + "\", " + String.join(", ", fields) + "}").getBytes(StandardCharsets.UTF_8);
        }

        private static String quoted(String text) {
            return text.chars()
                    .mapToObj(c -> c < ' ' || c > '~' || c == '"' || c == '\\'
                            ? String.format("\\u%04X", c)
                            : Character.toString(c))
                    .collect(Collectors.joining("", "\"", "\""));
        }
    }

    /** Token by token, keeping no more than the five fields. */
    static final class Streaming extends ByHand {

        private final JsonFactory factory =
                JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

        Streaming(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        Map<String, Object> fields(String text) throws BadMessageException {
            Map<String, Object> fields = new LinkedHashMap<>();
            try (JsonParser tokens = factory.createParser(ObjectReadContext.empty(), text)) {
                if (tokens.nextToken() != JsonToken.START_OBJECT) {
                    throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID, "expected {");
                }
                while (tokens.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = tokens.currentName();
                    boolean isText = tokens.nextToken() == JsonToken.VALUE_STRING;
                    fields.put(name, isText ? tokens.getString() : tokens.currentToken());
                    tokens.skipChildren();
                }
                if (tokens.nextToken() != null) {
                    throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID, "too much after }");
                }
                return fields;
            } catch (JacksonException e) {
                throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID, "not JSON");
            }
        }
    }

    /** Straight into a record, and on from there. */
    static final class IntoARecord extends FromFields {

        /** Every field of every message, as whatever it came. */
        record Raw(Object type, Object name, Object to, Object msg, Object id) {
        }

        private final JsonMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        IntoARecord(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        Map<String, Object> fields(String text) throws BadMessageException {
            try {
                Raw raw = mapper.readValue(text, Raw.class);
                if (raw != null && raw.id() == null && mapper.readTree(text).has("id")) {
                    raw = new Raw(raw.type(), raw.name(), raw.to(), raw.msg(), false);
                }
                if (raw == null) {
                    throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID, "null is no message");
                }
                Map<String, Object> fields = new HashMap<>();
                fields.put("type", raw.type());
                fields.put("name", raw.name());
                fields.put("to", raw.to());
                fields.put("msg", raw.msg());
                if (raw.id() != null) {
                    fields.put("id", raw.id());
                }
                return fields;
            } catch (JacksonException e) {
                throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID, "not a JSON object");
            }
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            Map<String, Object> fields = new LinkedHashMap<>();
            mapper.readTree(mapper.writeValueAsBytes(message)).forEachEntry(fields::put);
            return new EncodedMessage(mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(fields));
        }
    }

    /** Keeps the text and the limit in fields, and lets one thread in at a time. */
    static final class OneAtATime extends ByHand {

        private String current = "";

        OneAtATime(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public synchronized ClientMessage decode(String text) throws BadMessageException {
            current = text;
            return super.decode(current);
        }

        @Override
        public synchronized EncodedMessage encode(ServerMessage message) {
            return super.encode(message);
        }
    }

    /** Each thread has a parser of its own, and keeps it. */
    static final class AParserForEachThread extends ByHand {

        private static final ThreadLocal<JsonMapper> MAPPERS = ThreadLocal.withInitial(() -> JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build());

        AParserForEachThread(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        Map<String, Object> fields(String text) throws BadMessageException {
            try {
                Map<?, ?> object = MAPPERS.get().readValue(text, Object.class) instanceof Map<?, ?> map ? map : null;
                if (object == null) {
                    throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID, "an object, please");
                }
                Map<String, Object> fields = new HashMap<>();
                object.forEach((key, value) -> fields.put((String) key, value));
                return fields;
            } catch (JacksonException e) {
                throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID, "not JSON");
            }
        }
    }
}
