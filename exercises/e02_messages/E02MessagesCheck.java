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
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What exercise 2 asks of {@link MyMessageCodec}. */
@Tag("exercise-2")
@Exercise(number = 2, title = "What is said", stars = 1, chapter = "docs/02-messages.md", yours = MyMessageCodec.class)
class E02MessagesCheck {

    private static final String CHAPTER = "docs/02-messages.md";
    private static final String CODE = "The code as it stands";
    private static final String TOLERANT = "Strict where it matters, tolerant where it does not";
    private static final String CHARACTERS = "What a character is";
    private static final String MISTAKES = "What can go wrong";

    private static final int MAX_TEXT_LENGTH = 20;
    private static final JsonMapper JSON = new JsonMapper();

    /** What a client must not get to read: names of Java and of its libraries. */
    private static final Pattern JAVA = Pattern.compile("\\b(java|jackson|aside)\\.\\w+|Exception\\b|\\[Source");

    private static final Advice FIELDS = new Advice("each type has its record; a field that the protocol does not know "
            + "is ignored, and so is the order of the fields", TOLERANT);
    private static final Advice ESCAPES = new Advice("JSON can spell any character with an escape", CODE);
    private static final Advice ONE_OBJECT = new Advice("a message is one JSON object and nothing after it; what the "
            + "parser throws becomes a BadMessageException with words of your own", TOLERANT);
    private static final Advice OWN_WORDS = new Advice("Jackson's own messages quote the input and name Java classes; "
            + "say it in words of your own", CODE);
    private static final Advice TEXT = new Advice("look at the type of each field: asString() turns numbers into text, "
            + "and null is no text", CODE);
    private static final Advice ID = new Advice("an id has 1 to 64 characters", CODE);
    private static final Advice WHICH_FIELD = new Advice("the client must know what to mend", CODE);
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
        namesField("id", "{'type':'public','msg':'a','id':''}", ID);
        namesField("id", "{'type':'public','msg':'a','id':'" + "i".repeat(65) + "'}", ID);
        reads("{'type':'public','msg':'a','id':'" + "i".repeat(64) + "'}",
                new PublicMessage("a", "i".repeat(64)), ID);
    }

    @Check(step = 5, points = 1)
    void anUnknownTypeIsRefusedAsSuch() {
        for (String type : List.of("shout", "Public", "", "welcome")) {
            refuses("{'type':'" + type + "','msg':'a'}", ErrorCode.UNKNOWN_TYPE,
                    THREE_TYPES);
        }
    }

    @Check(step = 6, points = 1)
    void theRefusalCarriesTheId() {
        carriesId("x1", "{'type':'public','id':'x1'}");
        carriesId("x1", "{'type':'private','id':'x1','msg':'a','to':3}");
        carriesId("x1", "{'id':'x1','type':'shout'}");
        carriesId("x1", "{'msg':'" + "a".repeat(MAX_TEXT_LENGTH + 1) + "','type':'public','id':'x1'}");
        carriesId(ClientMessage.NO_ID, "{'type':'public'}");
        carriesId(ClientMessage.NO_ID, "{'type':'public','msg':'a','id':7}");
    }

    @Check(step = 7, points = 1)
    void aTextIsMeasuredInCharacters() {
        String longest = "😀".repeat(MAX_TEXT_LENGTH);
        reads("{'type':'public','msg':'" + longest + "'}", new PublicMessage(longest, ""), LENGTH);
        refuses("{'type':'public','msg':'" + longest + "a'}", ErrorCode.MESSAGE_TOO_LONG, LENGTH);
        refuses("{'type':'private','to':'bob','msg':'" + "a".repeat(MAX_TEXT_LENGTH + 1) + "'}",
                ErrorCode.MESSAGE_TOO_LONG, LENGTH);
    }

    @Check(step = 8, points = 1)
    void aKeyThatComesTwiceIsRefused() {
        for (String text : List.of("{'type':'private','to':'bob','to':'eve','msg':'a'}",
                "{'type':'public','type':'private','to':'bob','msg':'a'}",
                "{'type':'public','msg':'a','msg':'a'}", "{'type':'public','msg':'a','m\\u0073g':'b'}")) {
            refuses(text, ErrorCode.BAD_JSON, TWICE);
        }
    }

    @Check(step = 9, points = 1)
    void halfASurrogatePairIsRefused() {
        namesField("msg", "{'type':'public','msg':'a\\ud83d'}", HALVES);
        namesField("msg", "{'type':'public','msg':'\\ude00b'}", HALVES);
        namesField("msg", "{'type':'public','msg':'\\ude00\\ud83d'}", HALVES);
        namesField("to", "{'type':'private','to':'\\ud83d','msg':'a'}", HALVES);
        namesField("name", "{'type':'join','name':'\\udc00'}", HALVES);
        namesField("id", "{'type':'public','msg':'a','id':'\\ud83d'}", HALVES);
    }

    @Check(step = 10, points = 1)
    void hostileInputDoesNoHarm() throws Exception {
        refuses("{'type':'public','msg':'a','x':" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                ErrorCode.BAD_JSON, DEPTH);
        refuses("[".repeat(100_000), ErrorCode.BAD_JSON, DEPTH);
        for (String number : List.of("9".repeat(60_000), "1e999999999", "-1e-999999999", "0." + "3".repeat(60_000))) {
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

    private void reads(String quoted, ClientMessage expected, Advice advice) {
        Finding finding = finding(quoted, advice);
        try {
            finding.expect(expected, codec.decode(json(quoted)));
        } catch (BadMessageException e) {
            throw finding.failure(expected.toString(), "a refusal with " + e.code().wireName() + ": " + e.getMessage());
        }
    }

    private BadMessageException refuses(String quoted, ErrorCode code, Advice advice) {
        Finding finding = finding(quoted, advice);
        String expected = "a refusal with " + code.wireName();
        try {
            throw finding.failure(expected, codec.decode(json(quoted)).toString());
        } catch (BadMessageException e) {
            finding.expect(e.code() == code, expected, "a refusal with " + e.code().wireName() + ": " + e.getMessage());
            finding(quoted, OWN_WORDS).expect(!JAVA.matcher(e.getMessage()).find(), "words that a client may read",
                    e.getMessage());
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
        Finding finding = Finding.when(message + " is encoded").readOn(CHAPTER, "The code as it stands");
        String written = codec.encode(message).toString();
        finding.cause("the field type comes first, so that a reader knows what follows")
                .expect(written.replaceAll("\\s", "").startsWith("{\"type\":\""), "{\"type\":... first", written);
        try {
            finding.cause("one field for each component of the record, with its name; no id where there is none")
                    .expect(JSON.readTree(json(quoted)).equals(JSON.readTree(written)), json(quoted), written);
        } catch (JacksonException e) {
            throw finding.cause("quotes, backslashes and control characters are escaped")
                    .failure(json(quoted), written);
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
