package aside.message;

import aside.message.ClientMessage.Join;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.ServerMessage.PublicDelivery;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The codec on Jackson.
 *
 * <p>Decoding goes over a tree and not straight into the records. That way each refusal can name the field and say what
 * is allowed. Jackson's own messages quote the input and name Java classes, so none of them reaches a client. Encoding
 * goes straight from the records.
 */
public final class JacksonMessageCodec implements MessageCodec {

    /** The longest id, in characters (Unicode code points): room for a UUID and a prefix. */
    public static final int MAX_ID_LENGTH = 64;

    /** No message needs more than one level; a field that the protocol ignores may have a few. */
    private static final int MAX_NESTING = 64;

    /** A number that the protocol ignores may be long, but reading 1,000 digits takes as long as reading a message. */
    private static final int MAX_NUMBER_LENGTH = 100;

    /** Names, values and brackets. No message needs more than ten; 64 KiB of brackets would take a millisecond. */
    private static final int MAX_TOKENS = 12_000;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    // Otherwise the name of each unknown field is kept in a table that all parsers share, forever.
                    .disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    // Two readers of {"to":"bob","to":"eve"} may disagree on who gets it.
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private final int maxTextLength;

    /**
     * Makes a codec.
     *
     * @param maxTextLength the longest text of a message, in characters (Unicode code points)
     */
    public JacksonMessageCodec(int maxTextLength) {
        this.maxTextLength = maxTextLength;
    }

    // @start region="decode"
    @Override
    public ClientMessage decode(String text) throws BadMessageException {
        JsonNode json = parse(text);
        if (!json.isObject()) {
            throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID,
                    "a message is one JSON object, such as {\"type\":\"public\",\"msg\":\"hello\"}");
        }
        Fields fields = new Fields(json);
        return switch (fields.string("type")) {
            case "join" -> new Join(fields.string("name"), fields.after());
            case "public" -> new PublicMessage(fields.text(maxTextLength), fields.id());
            case "private" -> new PrivateMessage(fields.string("to"), fields.text(maxTextLength), fields.id());
            default -> throw fields.refuse(ErrorCode.UNKNOWN_TYPE,
                    "the field \"type\" is \"join\", \"public\" or \"private\"");
        };
    }
    // @end region="decode"

    @Override
    public EncodedMessage encode(ServerMessage message) {
        long seq = message instanceof PublicDelivery delivery ? delivery.seq() : 0;
        return new EncodedMessage(mapper.writeValueAsBytes(message), seq);
    }

    private JsonNode parse(String text) throws BadMessageException {
        try {
            return mapper.readTree(text);
        } catch (JacksonException e) {
            throw new BadMessageException(ErrorCode.BAD_JSON, ClientMessage.NO_ID,
                    "this is not JSON, holds a key twice, goes on after its end, is nested deeper than "
                            + MAX_NESTING + ", or has too long a number or too many values; a message is one JSON "
                            + "object");
        }
    }

    /** The fields of one message, and the refusals that name them. */
    private record Fields(JsonNode json) {

        String string(String field) throws BadMessageException {
            JsonNode value = json.path(field);
            if (value.isMissingNode()) {
                throw refuse(ErrorCode.BAD_MESSAGE, "the field \"" + field + "\" is missing; it is a string");
            }
            if (!value.isString()) {
                throw refuse(ErrorCode.BAD_MESSAGE, "the field \"" + field + "\" must be a string");
            }
            if (!isUnicode(value.stringValue())) {
                throw refuse(ErrorCode.BAD_MESSAGE,
                        "the field \"" + field + "\" holds half a surrogate pair; it must be Unicode text");
            }
            return value.stringValue();
        }

        String text(int maxLength) throws BadMessageException {
            String msg = string("msg");
            int length = msg.codePointCount(0, msg.length());
            if (length > maxLength) {
                throw refuse(ErrorCode.MESSAGE_TOO_LONG, "the field \"msg\" has " + length
                        + " characters; at most " + maxLength + " are allowed");
            }
            return msg;
        }

        Optional<LogPosition> after() throws BadMessageException {
            JsonNode after = json.path("after");
            if (after.isMissingNode()) {
                return Optional.empty();
            }
            JsonNode room = after.path("room");
            JsonNode seq = after.path("seq");
            if (!room.isString() || !isUnicode(room.stringValue())
                    || room.stringValue().length() > LogPosition.MAX_ROOM_LENGTH
                    || !seq.isIntegralNumber() || !seq.canConvertToLong() || seq.longValue() < 0) {
                throw refuse(ErrorCode.BAD_MESSAGE, "the field \"after\" must hold the \"room\" of a welcome, a "
                        + "string, "
                        + "and the \"seq\" of a message, a whole number from 0");
            }
            return Optional.of(new LogPosition(room.stringValue(), seq.longValue()));
        }

        String id() throws BadMessageException {
            if (json.has("id") && !hasUsableId()) {
                throw refuse(ErrorCode.BAD_MESSAGE,
                        "the field \"id\" must be a string of 1 to " + MAX_ID_LENGTH + " characters");
            }
            return usableId();
        }

        BadMessageException refuse(ErrorCode code, String words) {
            return new BadMessageException(code, usableId(), words);
        }

        private String usableId() {
            return hasUsableId() ? json.path("id").stringValue() : ClientMessage.NO_ID;
        }

        private boolean hasUsableId() {
            JsonNode field = json.path("id");
            if (!field.isString()) {
                return false;
            }
            String id = field.stringValue();
            return !id.isEmpty() && id.codePointCount(0, id.length()) <= MAX_ID_LENGTH && isUnicode(id);
        }

        /** Whether the text can be sent as UTF-8: JSON's escapes can spell halves of surrogate pairs. */
        private static boolean isUnicode(String text) {
            int c;
            for (int i = 0; i < text.length(); i += Character.charCount(c)) {
                // A whole pair is read as one code point, which is no surrogate.
                c = text.codePointAt(i);
                if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    return false;
                }
            }
            return true;
        }
    }
}
