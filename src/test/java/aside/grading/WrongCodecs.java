package aside.grading;

import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.ClientMessage.Join;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.EncodedMessage;
import aside.message.ErrorCode;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Wrong answers to exercise 2. Each overrides what it gets wrong of {@link Plain}. */
final class WrongCodecs {

    private WrongCodecs() {
    }

    /** Right, step by step, and open to be broken at each. */
    static class Plain implements MessageCodec {

        private static final JsonMapper STRICT = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        private final int maxTextLength;

        Plain(int maxTextLength) {
            this.maxTextLength = maxTextLength;
        }

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            JsonNode json;
            try {
                json = mapper().readTree(text);
            } catch (JacksonException e) {
                throw new BadMessageException(ErrorCode.BAD_JSON, "", wordsFor(e));
            }
            if (!json.isObject()) {
                throw new BadMessageException(ErrorCode.BAD_JSON, "", "send one JSON object");
            }
            String type = string(json, "type");
            if (type.equals("join")) {
                return new Join(string(json, "name"));
            } else if (type.equals("public")) {
                return new PublicMessage(msg(json), id(json));
            } else if (type.equals("private")) {
                return new PrivateMessage(string(json, "to"), msg(json), id(json));
            }
            throw refusal(ErrorCode.UNKNOWN_TYPE, json, "no such type");
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            return new JacksonMessageCodec(maxTextLength).encode(message);
        }

        JsonMapper mapper() {
            return STRICT;
        }

        String wordsFor(JacksonException e) {
            return "send JSON";
        }

        String string(JsonNode json, String field) throws BadMessageException {
            if (!json.path(field).isString() || !isWhole(json.path(field).stringValue())) {
                throw refusal(ErrorCode.BAD_MESSAGE, json, "field " + field + ": text is needed here");
            }
            return json.path(field).stringValue();
        }

        String msg(JsonNode json) throws BadMessageException {
            String msg = string(json, "msg");
            if (length(msg) > maxTextLength) {
                throw refusal(ErrorCode.MESSAGE_TOO_LONG, json, "too long");
            }
            return msg;
        }

        String id(JsonNode json) throws BadMessageException {
            if (json.has("id") && idForRefusals(json).isEmpty()) {
                throw refusal(ErrorCode.BAD_MESSAGE, json, "field id: 1 to 64 characters are needed here");
            }
            return idForRefusals(json);
        }

        String idForRefusals(JsonNode json) {
            String id = json.path("id").isString() ? json.path("id").stringValue() : "";
            return id.codePointCount(0, id.length()) <= 64 && isWhole(id) ? id : "";
        }

        int length(String text) {
            return text.codePointCount(0, text.length());
        }

        boolean isWhole(String text) {
            return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
        }

        private BadMessageException refusal(ErrorCode code, JsonNode json, String words) {
            return new BadMessageException(code, idForRefusals(json), words);
        }
    }

    /** FasterXML/jackson-databind#2809: of two fields by one name, the last one counts. */
    static final class LetsTheLastKeyWin extends Plain {

        LetsTheLastKeyWin(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        JsonMapper mapper() {
            return JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
        }
    }

    /** FasterXML/jackson-core#1073: whatever follows the first value is not looked at. */
    static final class IgnoresWhatFollows extends Plain {

        IgnoresWhatFollows(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        JsonMapper mapper() {
            return JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
        }
    }

    /** FasterXML/jackson-databind#796: numbers pass for text. */
    static final class TakesNumbersForText extends Plain {

        TakesNumbersForText(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        String string(JsonNode json, String field) throws BadMessageException {
            return json.path(field).isNumber() ? json.path(field).asString() : super.string(json, field);
        }
    }

    /** socketio/socket.io#2732: half an emoji, sent on to everyone, disconnects everyone. */
    static final class LetsHalfPairsThrough extends Plain {

        LetsHalfPairsThrough(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        boolean isWhole(String text) {
            return true;
        }
    }

    /** jhipster/generator-jhipster#12051: the parser's own words go to the client. */
    static final class PassesTheParsersWordsOn extends Plain {

        PassesTheParsersWordsOn(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        String wordsFor(JacksonException e) {
            return e.toString();
        }
    }

    /** The parser's exceptions come out as they are, and end the connection of who mistyped. */
    static final class LetsTheParserThrow extends Plain {

        LetsTheParserThrow(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        String wordsFor(JacksonException e) {
            throw e;
        }
    }

    /** An emoji counts as two. */
    static final class CountsUnits extends Plain {

        CountsUnits(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        int length(String text) {
            return text.length();
        }
    }

    /** The refusal does not say which message it refuses. */
    static final class ForgetsTheId extends Plain {

        ForgetsTheId(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            try {
                return super.decode(text);
            } catch (BadMessageException e) {
                throw new BadMessageException(e.code(), ClientMessage.NO_ID, e.getMessage());
            }
        }
    }

    /** ralfstx/minimal-json#61: reads nested arrays with nested calls, however deep they are. */
    static final class NestsWithoutEnd extends Plain {

        NestsWithoutEnd(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            new SmallParser(text, Integer.MAX_VALUE, false).parse();
            return super.decode(text);
        }
    }

    /** Reads every number as a {@code long}, whether anybody wants it or not. */
    static final class ReadsNumbersAsLong extends Plain {

        ReadsNumbersAsLong(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            new SmallParser(text, 64, true).parse();
            return super.decode(text);
        }
    }

    /** A new field of a newer client breaks the old server: the default of many mappers. */
    static final class RefusesNewFields extends Plain {

        RefusesNewFields(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            ClientMessage message = super.decode(text);
            if (mapper().readTree(text).has("from")) {
                throw new BadMessageException(ErrorCode.BAD_MESSAGE, "", "unrecognized field from");
            }
            return message;
        }
    }

    /** The field {@code type} comes where the alphabet puts it. */
    static final class SortsTheFields extends Plain {

        SortsTheFields(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            Map<?, ?> fields = mapper().readValue(super.encode(message).toString(), TreeMap.class);
            return new EncodedMessage(mapper().writeValueAsBytes(fields));
        }
    }

    /** Puts JSON together by hand, and escapes nothing. */
    static final class EscapesNothing extends Plain {

        EscapesNothing(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            return message instanceof ServerMessage.PublicDelivery it
                    ? new EncodedMessage(("{\"type\":\"public\",\"from\":\"" + it.from() + "\",\"msg\":\"" + it.msg()
                            + "\"}").getBytes(StandardCharsets.UTF_8))
                    : super.encode(message);
        }
    }

    /** Takes the blanks at both ends away: nobody means them. */
    static final class TrimsTexts extends Plain {

        TrimsTexts(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        String msg(JsonNode json) throws BadMessageException {
            return super.msg(json).strip();
        }
    }

    /** A message without a letter in it is no message. */
    static final class RefusesBlankTexts extends Plain {

        RefusesBlankTexts(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        String msg(JsonNode json) throws BadMessageException {
            if (super.msg(json).isBlank()) {
                throw new BadMessageException(ErrorCode.BAD_MESSAGE, idForRefusals(json),
                        "field msg: text is needed here");
            }
            return super.msg(json);
        }
    }

    /** Counts what is left after normalising: an e with an accent behind it is one. */
    static final class CountsComposedCharacters extends Plain {

        CountsComposedCharacters(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        int length(String text) {
            return super.length(Normalizer.normalize(text, Normalizer.Form.NFC));
        }
    }

    /** An id that was there before is a mistake, it believes. */
    static final class RefusesAnIdTwice extends Plain {

        private final Set<String> seen = ConcurrentHashMap.newKeySet();

        RefusesAnIdTwice(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        String id(JsonNode json) throws BadMessageException {
            String id = super.id(json);
            if (!id.isEmpty() && !seen.add(id)) {
                throw new BadMessageException(ErrorCode.BAD_MESSAGE, id, "field id: was there before");
            }
            return id;
        }
    }

    /** Keeps the message in a field while it picks its fields: another thread puts its own there. */
    static final class KeepsTheTreeInAField extends Plain {

        private String current = "";

        KeepsTheTreeInAField(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            current = text;
            super.decode(text);
            return super.decode(current);
        }
    }

    /** Keeps the limit in a static field: that of the codec which was made last. */
    static final class OneLimitForAll extends Plain {

        private static int limit;

        OneLimitForAll(int maxTextLength) {
            super(maxTextLength);
            limit = maxTextLength;
        }

        @Override
        int length(String text) {
            return text.codePointCount(0, text.length()) > limit ? Integer.MAX_VALUE : 0;
        }
    }

    /** Blanks around the type do no harm, it believes. */
    static final class KnowsTheTypeByItsStart extends Plain {

        KnowsTheTypeByItsStart(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        String string(JsonNode json, String field) throws BadMessageException {
            String text = super.string(json, field);
            return field.equals("type") ? text.strip() : text;
        }
    }

    /** Escapes HTML in what it writes, for readers who are no browsers as well. */
    static final class EscapesHtml extends Plain {

        EscapesHtml(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            String json = super.encode(message).toString();
            return new EncodedMessage(json.replace("<", "&lt;").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Takes Msg for msg, as a friendly mapper does. */
    static final class ReadsAnyCase extends Plain {

        ReadsAnyCase(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        String string(JsonNode json, String field) throws BadMessageException {
            String other = field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
            return super.string(json, json.has(field) ? field : other);
        }
    }

    /** Reads what JavaScript would: signs before numbers, and commas behind the last value. */
    static final class ReadsMoreThanJson extends Plain {

        ReadsMoreThanJson(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        JsonMapper mapper() {
            return JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
                    .build();
        }
    }

    /** Writes all messages of a length into one array: the next one changes those that still wait. */
    static final class OneArrayForAll extends Plain {

        private final Map<Integer, byte[]> arrays = new ConcurrentHashMap<>();

        OneArrayForAll(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            byte[] json = super.encode(message).toString().getBytes(StandardCharsets.UTF_8);
            byte[] array = arrays.computeIfAbsent(json.length, byte[]::new);
            System.arraycopy(json, 0, array, 0, json.length);
            return new EncodedMessage(array);
        }
    }

    /** An id of 33 emoji has 66 units, and is refused. */
    static final class CountsUnitsInIds extends Plain {

        CountsUnitsInIds(int maxTextLength) {
            super(maxTextLength);
        }

        @Override
        String idForRefusals(JsonNode json) {
            return super.idForRefusals(json).length() > 64 ? "" : super.idForRefusals(json);
        }
    }
}
