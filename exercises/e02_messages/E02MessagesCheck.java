package e02_messages;

import static aside.testing.ChatClient.ack;
import static aside.testing.ChatClient.publicMessage;

import aside.ChatServer;
import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
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
import aside.testing.ChatClient;
import aside.testing.Codecs;
import aside.testing.Interleaving;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What exercise 2 asks of {@link MyMessageCodec}. */
@Tag("exercise-2")
@Exercise(number = 2, title = "What is said", stars = 1, chapter = "docs/02-messages.md", yours = MyMessageCodec.class)
class E02MessagesCheck {

    private static final String CHAPTER = "docs/02-messages.md";
    private static final String CODE = "A refusal helps its reader";
    private static final String TOLERANT = "Strict where it matters, tolerant where it does not";
    private static final String CHARACTERS = "What a character is";
    private static final String MISTAKES = "What can go wrong";

    private static final int MAX_TEXT_LENGTH = 20;
    private static final JsonMapper JSON = new JsonMapper();

    /** What a client must not get to read: names of Java and of its libraries. */
    private static final Pattern JAVA = Pattern.compile("\\b(java|jackson|aside)\\.\\w+|Exception\\b|\\[Source");

    private static final Advice FIELDS = new Advice("each type has its record; a field that the protocol does not know "
            + "is ignored, and so is the order of the fields", TOLERANT);
    private static final Advice ANY_TEXT = new Advice("this is one JSON object, and its fields are as they must "
            + "be: each "
            + "character of a text is allowed, in any of JSON's spellings, and none is trimmed, changed or left out; "
            + "a field that the protocol does not know is ignored", CHARACTERS);
    private static final Advice ESCAPES = new Advice("JSON can spell any character with an escape", CODE);
    private static final Advice ONE_OBJECT = new Advice("a message is one JSON object and nothing after it; what the "
            + "parser throws becomes a BadMessageException with words of your own", TOLERANT);
    private static final Advice OWN_WORDS = new Advice("Jackson's own messages quote the input and name Java classes; "
            + "say it in words of your own", CODE);
    private static final Advice TEXT = new Advice("look at the type of each field: asString() turns numbers into text, "
            + "and null is no text", CODE);
    private static final Advice ID = new Advice("an id has 1 to 64 characters", CODE);
    private static final Advice NULL = new Advice("an id may be left out; one that is there must be a text, and "
            + "null is "
            + "no text", CODE);
    private static final Advice ID_LENGTH = new Advice("an id has 1 to 64 characters, and any will do; as in a "
            + "text, an "
            + "emoji is one character: codePointCount()", CHARACTERS);
    private static final Advice AGAIN = new Advice("keep nothing of one message until the next", TOLERANT);
    private static final Advice SHALLOW = new Advice("a field that the protocol does not know is ignored, however much "
            + "is in it; count a level up where it begins and down where it ends", MISTAKES);
    private static final Advice WHICH_FIELD = new Advice("the words of the refusal name the field that is wrong", CODE);
    private static final Advice THREE_TYPES = new Advice("a client says join, public or private, spelled like this, "
            + "and nothing else", TOLERANT);
    private static final Advice WHICH_MESSAGE = new Advice("without the id the client does not know which message "
            + "failed; read it before you refuse, and leave it out if it is no good itself", CODE);
    private static final Advice LENGTH = new Advice("length() counts UTF-16 units, and an emoji has two of them; "
            + "codePointCount() counts characters", CHARACTERS);
    private static final Advice TWICE = new Advice("most parsers take the last one without a word, others the first, "
            + "and so two readers disagree on who gets the message; Jackson has STRICT_DUPLICATE_DETECTION", TOLERANT);
    private static final Advice HALVES = new Advice("an escape can spell half a character, which cannot be sent as "
            + "UTF-8; a browser that gets it all the same hangs up", CHARACTERS);
    private static final Advice DEPTH = new Advice("each level takes a piece of the stack; set a limit", MISTAKES);
    private static final Advice NUMBERS = new Advice("a number in a field that nobody asked for must cost nothing and "
            + "break nothing; turn no number into an object that you do not need", MISTAKES);

    /** What to do about it: the likely cause, and the heading to read on at. */
    private record Advice(String cause, String heading) {
    }

    private final Subject<MessageCodec> subject;
    private final MessageCodec codec;

    E02MessagesCheck(Subject<MessageCodec> subject) {
        this.subject = subject;
        codec = subject.make(MAX_TEXT_LENGTH);
    }

    @Check(step = 1, points = 1)
    void readsWhatClientsSay() {
        reads("{'type':'join','name':'Alice'}", new Join("Alice"), FIELDS);
        reads("{'type':'public','msg':'hi'}", new PublicMessage("hi", ClientMessage.NO_ID), FIELDS);
        reads("{'type':'public','msg':'hi','id':'7'}", new PublicMessage("hi", "7"), FIELDS);
        reads("{'type':'private','to':'bob','msg':'','id':'x'}", new PrivateMessage("bob", "", "x"), FIELDS);
        reads(" {'msg':'hi','to':'bob','type':'private'} ", new PrivateMessage("bob", "hi", ""), FIELDS);
        reads("{'type':'public','msg':'hi','from':'eve','colour':[1,{'a':-2.5e3,'b':[true,null,{}]}]}",
                new PublicMessage("hi", ""), FIELDS);
        reads("{'t\\u0079pe':'public','msg':'\\\\ \\/ \\u4f60\\n\\ud83d\\ude00 é 张三'}",
                new PublicMessage("\\ / 你\n😀 é 张三", ""), ESCAPES);
    }

    @Check(step = 2, points = 1)
    void writesWhatTheServerSays() {
        writes(new Welcome("Ann", List.of("Ann", "Bob")), "{'type':'welcome','name':'Ann','users':['Ann','Bob']}");
        writes(new Joined("张三"), "{'type':'joined','name':'张三'}");
        writes(new Left("Bob"), "{'type':'left','name':'Bob'}");
        writes(new PublicDelivery("Ann", "a\"b\\c\n\u0000😀"),
                "{'type':'public','from':'Ann','msg':'a\\\"b\\\\c\\n\\u0000😀'}");
        writes(new PrivateDelivery("Ann", "Bob", "x"), "{'type':'private','from':'Ann','to':'Bob','msg':'x'}");
        writes(new Ack("7"), "{'type':'ack','id':'7'}");
        writes(new ErrorReply(ErrorCode.USER_OFFLINE, "not here", "7"),
                "{'type':'error','code':'user-offline','msg':'not here','id':'7'}");
        writes(new ErrorReply(ErrorCode.BAD_JSON, "no JSON", ClientMessage.NO_ID),
                "{'type':'error','code':'bad-json','msg':'no JSON'}");
        for (ErrorCode code : ErrorCode.values()) {
            writes(new ErrorReply(code, "no", "7"), "{'type':'error','code':'" + code.wireName()
                    + "','msg':'no','id':'7'}");
        }
        for (String text : Codecs.texts()) {
            String json = JSON.writeValueAsString(text).replace("'", "\\u0027").replace("`", "\\u0060");
            writes(new PublicDelivery(text, text), "{'type':'public','from':" + json + ",'msg':" + json + "}");
            writes(new PrivateDelivery("a", text, text), "{'type':'private','from':'a','to':" + json + ",'msg':" + json
                    + "}");
            writes(new Welcome(text, List.of(text)), "{'type':'welcome','name':" + json + ",'users':[" + json + "]}");
            writes(new Ack(text), "{'type':'ack','id':" + json + "}");
            writes(new ErrorReply(ErrorCode.BAD_NAME, text, ""), "{'type':'error','code':'bad-name','msg':" + json
                    + "}");
        }
        writes(new Welcome("a", List.of()), "{'type':'welcome','name':'a','users':[]}");
    }

    @Check(step = 3, points = 1)
    void whatIsNotOneJsonObjectIsBadJson() {
        for (String text : List.of("", " ", "hi", "[]", "42", "null", "'text'", "{", "{'type':'public','msg':'a'",
                "{'type':'public','msg':'a',}", "{type:'public','msg':'a'}", "{'type':'public','msg':'a\nb'}",
                "{'type':'public','msg':'\\x'}", "{'type':'public' 'msg':'a'}", "{'type':'public','msg':'a'} x",
                "{'type':'public','msg':'a'}{'type':'public','msg':'b'}", "[{'type':'public','msg':'a'}]",
                "{'type':'public','msg':'a','n':NaN}", "{'type':'public','msg':'a','n':01}")) {
            refuses(text, ErrorCode.BAD_JSON, ONE_OBJECT);
        }
        refuses("{`type`:'public','msg':'a'}", ErrorCode.BAD_JSON, ONE_OBJECT);
        for (String ignored : List.of("+1", ".5", "5.", "1e", "1e+", "-", "--1", "-01", "0x10", "1.e5", "1d", "1_0",
                "\u0661", "Infinity", "True", "nul", "truee", "[1,]", "[,1]", "[1 2]", "[", "]", "{'a':1,}", "{,}",
                "{'a'}", "{'a':}", "{1:2}", "{'a' 1}", "{'a':1;'b':2}", "", "/* */1", "// 1", "1;", "`a`", "\u00a01",
                "\f1", "\u000b1", "\u30001", "'\t'", "'\u0000'", "'\u001f'", "'", "'a", "'\\", "'\\u", "'\\u00'",
                "'\\u00g0'", "'\\u+041'", "'\\u-041'", "'\\u 041'", "'\\u004'", "'\\U0041'", "'\\a'", "'\\0'",
                "'\\`'", "'\\v'", "'\\x41'", "'\\u\uff10041'", "'\\u{41}'")) {
            refuses("{'type':'public','msg':'a','x':" + ignored + "}", ErrorCode.BAD_JSON, ONE_OBJECT);
            refuses("{'x':" + ignored + ",'type':'public','msg':'a'}", ErrorCode.BAD_JSON, ONE_OBJECT);
        }
        Codecs.garbled().forEach(this::readsLikeTheModel);
    }

    @Check(step = 4, points = 1)
    void aFieldThatIsMissingOrWrongIsNamed() {
        namesField("type", "{'msg':'a'}", TEXT);
        namesField("type", "{'type':7,'msg':'a'}", TEXT);
        namesField("name", "{'type':'join'}", TEXT);
        namesField("name", "{'type':'join','name':true}", TEXT);
        namesField("name", "{'type':'join','name':null}", TEXT);
        namesField("msg", "{'type':'public'}", TEXT);
        namesField("msg", "{'type':'public','msg':5}", TEXT);
        namesField("msg", "{'type':'public','msg':['a']}", TEXT);
        namesField("msg", "{'type':'private','to':'bob','msg':1.5}", TEXT);
        namesField("to", "{'type':'private','msg':'a'}", TEXT);
        namesField("to", "{'type':'private','to':{},'msg':'a'}", TEXT);
        namesField("id", "{'type':'public','msg':'a','id':7}", TEXT);
        namesField("id", "{'type':'public','msg':'a','id':null}", NULL);
        namesField("id", "{'type':'private','to':'b','msg':'a','id':['7']}", TEXT);
        namesField("id", "{'type':'private','to':'b','msg':'a','id':''}", ID);
        namesField("type", "{'type':null,'msg':'a'}", TEXT);
        namesField("type", "{'type':['public'],'msg':'a'}", TEXT);
        namesField("to", "{'type':'private','to':null,'msg':'a'}", TEXT);
        namesField("msg", "{'type':'public','Msg':'a'}", TEXT);
        namesField("msg", "{'type':'public','msg':null}", TEXT);
        namesField("id", "{'type':'public','msg':'a','id':'" + "😀".repeat(65) + "'}", ID_LENGTH);
        for (String id : List.of("😀".repeat(64), "0", " ", "\u00e9".repeat(64), "%s", "null", "\u007f")) {
            reads("{'type':'private','to':'b','msg':'a','id':'" + id + "'}", new PrivateMessage("b", "a", id),
                    ID_LENGTH);
        }
        namesField("id", "{'type':'public','msg':'a','id':''}", ID);
        namesField("id", "{'type':'public','msg':'a','id':'" + "i".repeat(65) + "'}", ID);
        reads("{'type':'public','msg':'a','id':'" + "i".repeat(64) + "'}",
                new PublicMessage("a", "i".repeat(64)), ID);
        for (String type : List.of("shout", "Public", "PRIVATE", "", " public", "public ", "welcome", "ack", "joined",
                "pub", "publi\u0441", "null")) {
            refuses("{'type':'" + type + "','msg':'a','to':'b','name':'c'}", ErrorCode.UNKNOWN_TYPE, THREE_TYPES);
        }
    }

    @Check(step = 5, points = 1)
    void theRefusalCarriesTheId() {
        carriesId("x1", "{'type':'public','id':'x1'}");
        carriesId("x1", "{'type':'private','id':'x1','msg':'a','to':3}");
        carriesId("x1", "{'id':'x1','type':'shout'}");
        carriesId("x1", "{'type':7,'id':'x1'}");
        carriesId("x1", "{'id':'x1'}");
        carriesId("x1", "{'type':'private','id':'x1','to':'b'}");
        carriesId("x1", "{'type':'public','msg':null,'id':'x1'}");
        carriesId("x1", "{'type':'public','msg':'\\ud83d','id':'x1'}");
        carriesId("😀".repeat(64), "{'type':'shout','id':'" + "😀".repeat(64) + "'}");
        carriesId("x1", "{'type':'private','to':'b','id':'x1','msg':'" + "a".repeat(MAX_TEXT_LENGTH + 1) + "'}");
        carriesId(ClientMessage.NO_ID, "{'type':'shout','id':null}");
        carriesId(ClientMessage.NO_ID, "{'type':'shout','id':'" + "i".repeat(65) + "'}");
        carriesId(ClientMessage.NO_ID, "{'type':'shout','id':'\\ud83d'}");
        carriesId("x1", "{'msg':'" + "a".repeat(MAX_TEXT_LENGTH + 1) + "','type':'public','id':'x1'}");
        carriesId(ClientMessage.NO_ID, "{'type':'public'}");
        carriesId(ClientMessage.NO_ID, "{'type':'public','msg':'a','id':7}");
    }

    @Check(step = 6, points = 1)
    void aTextIsMeasuredInCharacters() {
        String longest = "😀".repeat(MAX_TEXT_LENGTH);
        reads("{'type':'public','msg':'" + longest + "'}", new PublicMessage(longest, ""), LENGTH);
        refuses("{'type':'public','msg':'" + longest + "a'}", ErrorCode.MESSAGE_TOO_LONG, LENGTH);
        refuses("{'type':'private','to':'bob','msg':'" + "a".repeat(MAX_TEXT_LENGTH + 1) + "'}",
                ErrorCode.MESSAGE_TOO_LONG, LENGTH);
        for (String letter : List.of("a", " ", "\u00e9", "e\u0301", "\\u0000", "\\n", "\\ud83d\\ude00", "\u200b",
                "\ufb01",
                "&", "<", "張", "👩\u200d👩")) {
            int most = MAX_TEXT_LENGTH / (int) JSON.readTree(json("'" + letter + "'")).stringValue().codePoints()
                    .count();
            String text = JSON.readTree(json("'" + letter.repeat(most) + "'")).stringValue();
            reads("{'type':'private','to':'b','msg':'" + letter.repeat(most) + "'}", new PrivateMessage("b", text, ""),
                    LENGTH);
            refuses("{'type':'public','msg':'" + letter.repeat(most + 1) + "a'}", ErrorCode.MESSAGE_TOO_LONG, LENGTH);
        }
        MessageCodec large = subject.make(4_000);
        MessageCodec small = subject.make(1);
        measures(large, 4_000);
        measures(small, 1);
        measures(large, 4_000);
    }

    @Check(step = 7, points = 0.5)
    void aKeyThatComesTwiceIsRefused() {
        for (String text : List.of("{'type':'private','to':'bob','to':'eve','msg':'a'}",
                "{'type':'public','type':'private','to':'bob','msg':'a'}",
                "{'type':'public','msg':'a','msg':'a'}", "{'type':'public','msg':'a','m\\u0073g':'b'}",
                "{'type':'public','msg':'a','x':1,'x':1}", "{'type':'public','msg':null,'msg':'a'}",
                "{'type':'public','msg':'a','id':null,'id':'1'}", "{'name':'a','type':'join','name':'a'}",
                "{'type':'join','type':'join','name':'a'}")) {
            refuses(text, ErrorCode.BAD_JSON, TWICE);
        }
    }

    @Check(step = 8, points = 0.5)
    void halfASurrogatePairIsRefused() {
        namesField("msg", "{'type':'public','msg':'a\\ud83d'}", HALVES);
        namesField("msg", "{'type':'public','msg':'\\ude00b'}", HALVES);
        namesField("msg", "{'type':'public','msg':'\\ude00\\ud83d'}", HALVES);
        namesField("to", "{'type':'private','to':'\\ud83d','msg':'a'}", HALVES);
        namesField("name", "{'type':'join','name':'\\udc00'}", HALVES);
        namesField("id", "{'type':'public','msg':'a','id':'\\ud83d'}", HALVES);
    }

    @Check(step = 9, points = 1)
    void eachCallStandsForItself() {
        MessageCodec other = subject.make(MAX_TEXT_LENGTH);
        Map<EncodedMessage, String> written = new LinkedHashMap<>();
        for (String text : Codecs.texts()) {
            for (MessageCodec each : List.of(codec, other)) {
                for (ServerMessage message : List.of(new PublicDelivery("a", text), new PublicDelivery("b", text),
                        new Welcome(text, List.of(text, "a")), new Welcome("a", List.of("a", text)), new Ack(text))) {
                    EncodedMessage encoded = each.encode(message);
                    written.put(encoded, encoded.toString());
                }
            }
            // The same id, the same text: nothing is known of the first when the second comes.
            for (MessageCodec each : List.of(codec, other, codec)) {
                reads(each, "{'type':'public','msg':'a','id':'7'}", new PublicMessage("a", "7"), AGAIN);
                reads(each, "{'type':'public','msg':'a'}", new PublicMessage("a", ""), AGAIN);
            }
        }
        written.forEach((encoded, before) -> Finding.when(written.size() + " messages are encoded, and then the first "
                        + "ones are read once more")
                .cause("a message waits in many outboxes at once, and its bytes belong to it: use no array twice")
                .readOn(CHAPTER, "From a type to bytes")
                .expect(before, encoded.toString()));
        twoAtTheSameTime();
    }

    @Check(step = 10, points = 1)
    void hostileInputDoesNoHarm() throws Exception {
        refuses("{'type':'public','msg':'a','x':" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                ErrorCode.BAD_JSON, DEPTH);
        refuses("[".repeat(100_000), ErrorCode.BAD_JSON, DEPTH);
        for (String level : List.of("{'a':", "[{'a':", "[0,", "{'b':[],'a':")) {
            String end = level.startsWith("{") ? "}" : level.contains("{") ? "}]" : "]";
            refuses("{'type':'public','msg':'a','x':" + level.repeat(50_000) + "0" + end.repeat(50_000) + "}",
                    ErrorCode.BAD_JSON, DEPTH);
            reads("{'type':'public','msg':'a','x':" + level.repeat(4) + "0" + end.repeat(4) + "}",
                    new PublicMessage("a", ""), SHALLOW);
        }
        for (String small : List.of("[]", "{}", "[[]]", "{'a':{}}", "0")) {
            reads("{'type':'public','msg':'a','x':[" + (small + ",").repeat(2_000) + "0]}", new PublicMessage("a", ""),
                    SHALLOW);
        }
        for (String number : List.of("0", "-0", "1E+2", "-2.5e-3", "12345678901234567890", "0.1234567890123456789",
                "4294967296", "-9223372036854775809")) {
            reads("{'type':'public','msg':'a','x':" + number + "}", new PublicMessage("a", ""), NUMBERS);
        }
        for (String number : List.of("9".repeat(60_000), "1e999999999", "-1e-999999999", "0." + "3".repeat(60_000),
                "1e99999999999", "1E-99999999999999999999", "-1e2147483648", "1e" + "9".repeat(10_000), "1e400")) {
            survives("{'type':'public','msg':'a','x':" + number + "}");
        }
        try (ChatServer server = subject.inServer()) {
            ChatClient alice = ChatClient.join(server, "alice");
            alice.sends("nonsense");
            alice.receivesError("bad-json");
            alice.says("hi", "7");
            alice.receives(publicMessage("alice", "hi"));
            alice.receives(ack("7"));
        }
    }

    /** A text of the longest length is read, and one with one more character is not. */
    private static void measures(MessageCodec measuring, int longest) {
        Finding finding = Finding.when("one codec is made for 4000 characters and one for 1; that for " + longest
                + " reads a message").cause("each codec has a limit of its own, in a field that is not static; and "
                + LENGTH.cause()).readOn(CHAPTER, LENGTH.heading());
        for (int length = longest; length <= longest + 1; length++) {
            String expected = length > longest ? "message-too-long" : "the message";
            String seen = "the message";
            try {
                measuring.decode(json("{'type':'public','msg':'" + "😀".repeat(length) + "'}"));
            } catch (BadMessageException e) {
                seen = e.code().wireName();
            }
            finding.expect(length + " characters: " + expected, length + " characters: " + seen);
        }
    }

    /** The server reads and writes on many threads. */
    private void twoAtTheSameTime() {
        String first = json("{'type':'private','to':'al','msg':'\\n1','id':'x'}");
        String second = json("{'type':'public','msg':'2'}");
        String wrong = json("{'type':'shout','id':'z'}");
        Ack ack = new Ack("7");
        PublicDelivery delivery = new PublicDelivery("b", "\"x");
        for (List<Supplier<Object>> pair : List.<List<Supplier<Object>>>of(
                List.of(() -> decoded(first), () -> decoded(second)), List.of(() -> decoded(first),
                        () -> decoded(wrong)),
                List.of(() -> codec.encode(delivery), () -> codec.encode(ack)),
                List.of(() -> decoded(second), () -> codec.encode(delivery)))) {
            String alone = pair.get(0).get() + " and " + pair.get(1).get();
            Object[] together = new Object[2];
            Interleaving.exploreFirst(300, () -> new Interleaving.Round(() -> together[0] = pair.get(0).get(),
                    () -> together[1] = pair.get(1).get(),
                    () -> Finding.when("two threads used the codec" + Interleaving.where())
                            .cause("what one call keeps in a field, the other one overwrites: keep it in local "
                                    + "variables")
                            .readOn("exercises/e02_messages/README.md", "Rules")
                            .expect(alone, together[0] + " and " + together[1])));
        }
    }

    private Object decoded(String text) {
        try {
            return codec.decode(text);
        } catch (BadMessageException e) {
            return "a refusal with " + e.code().wireName() + " and the id \"" + e.id() + "\"";
        }
    }

    /** Accepted and refused is what a strict reader accepts and refuses. */
    private void readsLikeTheModel(String text) {
        try {
            ClientMessage expected = Codecs.MODEL.decode(text);
            try {
                Finding.when("decoded is: " + shortened(text)).cause(ANY_TEXT.cause()).readOn(CHAPTER,
                        ANY_TEXT.heading())
                        .expect(expected, codec.decode(text));
            } catch (BadMessageException e) {
                throw Finding.when("decoded is: " + shortened(text)).cause(ANY_TEXT.cause())
                        .readOn(CHAPTER, ANY_TEXT.heading()).failure(expected.toString(), "a refusal with "
                                + e.code().wireName() + ": " + e.getMessage());
            }
        } catch (BadMessageException model) {
            boolean isJson = model.code() != ErrorCode.BAD_JSON;
            Finding finding = Finding.when("decoded is: " + shortened(text))
                    .cause(isJson ? "the text is one JSON object, and its fields are not as they must be"
                            : ONE_OBJECT.cause())
                    .readOn(CHAPTER, TOLERANT);
            try {
                throw finding.failure("a refusal with " + model.code().wireName(), codec.decode(text).toString());
            } catch (BadMessageException e) {
                // Of several faults, any may be named.
                finding.expect(isJson == (e.code() != ErrorCode.BAD_JSON), "a refusal with " + model.code().wireName(),
                        "a refusal with " + e.code().wireName());
            } catch (RuntimeException | StackOverflowError e) {
                throw finding.failure("a refusal with " + model.code().wireName(), shortened(e.toString()));
            }
        }
    }

    private void reads(String quoted, ClientMessage expected, Advice advice) {
        reads(codec, quoted, expected, advice);
    }

    private static void reads(MessageCodec reader, String quoted, ClientMessage expected, Advice advice) {
        Finding finding = finding(quoted, advice);
        try {
            finding.expect(expected, reader.decode(json(quoted)));
        } catch (BadMessageException e) {
            throw finding.failure(expected.toString(), "a refusal with " + e.code().wireName() + ": " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            throw finding.failure(expected.toString(), shortened(e.toString()));
        }
    }

    private BadMessageException refuses(String quoted, ErrorCode code, Advice advice) {
        Finding finding = finding(quoted, advice);
        String expected = "a refusal with " + code.wireName();
        try {
            throw finding.failure(expected, codec.decode(json(quoted)).toString());
        } catch (BadMessageException e) {
            finding.expect(e.code() == code, expected, "a refusal with " + e.code().wireName() + ": " + e.getMessage());
            finding(quoted, OWN_WORDS).expect(e.getMessage() != null && !e.getMessage().isBlank()
                    && !JAVA.matcher(e.getMessage()).find(), "words that a client may read",
                    String.valueOf(e.getMessage()));
            return e;
        } catch (RuntimeException | StackOverflowError e) {
            throw finding.failure(expected, shortened(e.toString()));
        }
    }

    private void namesField(String field, String quoted, Advice advice) {
        BadMessageException refusal = refuses(quoted, ErrorCode.BAD_MESSAGE, advice);
        finding(quoted, WHICH_FIELD)
                .expect(Pattern.compile("\\b" + field + "\\b").matcher(refusal.getMessage()).find(),
                        "words that name the field " + field, refusal.getMessage());
    }

    private void carriesId(String id, String quoted) {
        Finding finding = finding(quoted, WHICH_MESSAGE);
        try {
            throw finding.failure("a refusal with the id \"" + id + "\"", codec.decode(json(quoted)).toString());
        } catch (BadMessageException e) {
            finding.expect(id.equals(e.id()), "a refusal with the id \"" + id + "\"", "the id \"" + e.id() + "\"");
        }
    }

    private void survives(String quoted) {
        Finding finding = finding(quoted, NUMBERS);
        String expected = "the message, or a refusal with bad-json";
        try {
            finding.expect(new PublicMessage("a", ""), codec.decode(json(quoted)));
        } catch (BadMessageException e) {
            finding.expect(e.code() == ErrorCode.BAD_JSON, expected, "a refusal with " + e.code().wireName());
        } catch (RuntimeException | StackOverflowError e) {
            throw finding.failure(expected, shortened(e.toString()));
        }
    }

    private void writes(ServerMessage message, String quoted) {
        Finding finding = Finding.when(message + " is encoded").readOn(CHAPTER, "From a type to bytes");
        String written = utf8(finding, codec.encode(message));
        finding.cause("the field type comes first, so that a reader knows what follows")
                .expect(written.replaceAll("\\s", "").startsWith("{\"type\":\""), "{\"type\":... first", written);
        try {
            finding.cause("one field for each component of the record, with its name and its text as it is, "
                    + "escaped as JSON "
                            + "needs it and in no other way; no id where there is none")
                    .expect(JSON.readTree(json(quoted)).equals(JSON.readTree(written)), json(quoted), written);
        } catch (JacksonException e) {
            throw finding.cause("quotes, backslashes and control characters are escaped")
                    .failure(json(quoted), written);
        }
    }

    private static String utf8(Finding finding, EncodedMessage encoded) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded.toBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw finding.cause("a message goes over the wire in UTF-8, whatever the machine is used to")
                    .failure("UTF-8", "bytes that are no UTF-8: " + encoded);
        }
    }

    private static Finding finding(String quoted, Advice advice) {
        return Finding.when("decoded is: " + shortened(json(quoted))).cause(advice.cause())
                .readOn(CHAPTER, advice.heading());
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 80) + "... (" + text.length() + " characters)";
    }

    /** JSON with double quotes; here, single ones read better, and ` stands for those. */
    private static String json(String quoted) {
        return quoted.replace('\'', '"').replace('`', '\'');
    }
}
