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
    private static final int MAX_TEXT_LENGTH = 20;
    private static final JsonMapper JSON = new JsonMapper();

    /** What a client must not get to read: names of Java and of its libraries. */
    private static final Pattern JAVA = Pattern.compile("\\b(java|jackson|aside)\\.\\w+|Exception\\b|\\[Source");

    private final Subject<MessageCodec> subject;
    private final MessageCodec codec;

    E02MessagesCheck(Subject<MessageCodec> subject) {
        this.subject = subject;
        codec = subject.make(MAX_TEXT_LENGTH);
    }

    @Check(step = 1, points = 1)
    void readsWhatClientsSay() {
        String cause = "each type has its record; a field that the protocol does not know is ignored, and so is the "
                + "order of the fields";
        reads("{'type':'join','name':'Alice'}", new Join("Alice"), cause);
        reads("{'type':'public','msg':'hi'}", new PublicMessage("hi", ClientMessage.NO_ID), cause);
        reads("{'type':'public','msg':'hi','id':'7'}", new PublicMessage("hi", "7"), cause);
        reads("{'type':'private','to':'bob','msg':'','id':'x'}", new PrivateMessage("bob", "", "x"), cause);
        reads(" {'msg':'hi','to':'bob','type':'private'} ", new PrivateMessage("bob", "hi", ""), cause);
        reads("{'type':'public','msg':'hi','from':'eve','colour':[1,{'a':-2.5e3,'b':[true,null,{}]}]}",
                new PublicMessage("hi", ""), cause);
        reads("{'t\\u0079pe':'public','msg':'\\\\ \\/ \\u4f60\\n\\ud83d\\ude00 é 张三'}",
                new PublicMessage("\\ / 你\n😀 é 张三", ""), "JSON can spell any character as \\u and four digits");
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
            refuses(text, ErrorCode.BAD_JSON, "a message is one JSON object and nothing after it; the parser's "
                    + "exceptions become a BadMessageException with words of your own");
        }
        refuses("{`type`:'public','msg':'a'}", ErrorCode.BAD_JSON, "strings stand in double quotes");
    }

    @Check(step = 4, points = 1)
    void aFieldThatIsMissingOrWrongIsNamed() {
        String cause = "look at the type of each field: asString() turns numbers into text, and null is no text";
        namesField("type", "{'msg':'a'}", cause);
        namesField("type", "{'type':7,'msg':'a'}", cause);
        namesField("name", "{'type':'join'}", cause);
        namesField("name", "{'type':'join','name':true}", cause);
        namesField("name", "{'type':'join','name':null}", cause);
        namesField("msg", "{'type':'public'}", cause);
        namesField("msg", "{'type':'public','msg':5}", cause);
        namesField("msg", "{'type':'public','msg':['a']}", cause);
        namesField("msg", "{'type':'private','to':'bob','msg':1.5}", cause);
        namesField("to", "{'type':'private','msg':'a'}", cause);
        namesField("to", "{'type':'private','to':{},'msg':'a'}", cause);
        namesField("id", "{'type':'public','msg':'a','id':7}", cause);
        namesField("id", "{'type':'public','msg':'a','id':''}", "an id has 1 to 64 characters");
        namesField("id", "{'type':'public','msg':'a','id':'" + "i".repeat(65) + "'}", "an id has 1 to 64 characters");
        reads("{'type':'public','msg':'a','id':'" + "i".repeat(64) + "'}",
                new PublicMessage("a", "i".repeat(64)), "an id has 1 to 64 characters");
    }

    @Check(step = 5, points = 1)
    void anUnknownTypeIsRefusedAsSuch() {
        for (String type : List.of("shout", "Public", "", "welcome")) {
            refuses("{'type':'" + type + "','msg':'a'}", ErrorCode.UNKNOWN_TYPE,
                    "a client says join, public or private, spelled like this, and nothing else");
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
        String cause = "length() counts UTF-16 units, and an emoji has two of them; codePointCount() counts characters";
        String longest = "😀".repeat(MAX_TEXT_LENGTH);
        reads("{'type':'public','msg':'" + longest + "'}", new PublicMessage(longest, ""), cause);
        refuses("{'type':'public','msg':'" + longest + "a'}", ErrorCode.MESSAGE_TOO_LONG, cause);
        refuses("{'type':'private','to':'bob','msg':'" + "a".repeat(MAX_TEXT_LENGTH + 1) + "'}",
                ErrorCode.MESSAGE_TOO_LONG, "the longest text is given to the constructor");
    }

    @Check(step = 8, points = 1)
    void aKeyThatComesTwiceIsRefused() {
        for (String text : List.of("{'type':'private','to':'bob','to':'eve','msg':'a'}",
                "{'type':'public','type':'private','to':'bob','msg':'a'}",
                "{'type':'public','msg':'a','msg':'a'}", "{'type':'public','msg':'a','m\\u0073g':'b'}")) {
            refuses(text, ErrorCode.BAD_JSON, "most parsers take the last one without a word, others the first, and "
                    + "so two readers disagree on who gets the message; Jackson has STRICT_DUPLICATE_DETECTION");
        }
    }

    @Check(step = 9, points = 1)
    void halfASurrogatePairIsRefused() {
        String cause = "an escape can spell half a character, which cannot be sent as UTF-8; a browser that gets it "
                + "all the same hangs up";
        namesField("msg", "{'type':'public','msg':'a\\ud83d'}", cause);
        namesField("msg", "{'type':'public','msg':'\\ude00b'}", cause);
        namesField("msg", "{'type':'public','msg':'\\ude00\\ud83d'}", cause);
        namesField("to", "{'type':'private','to':'\\ud83d','msg':'a'}", cause);
        namesField("name", "{'type':'join','name':'\\udc00'}", cause);
        namesField("id", "{'type':'public','msg':'a','id':'\\ud83d'}", cause);
    }

    @Check(step = 10, points = 1)
    void hostileInputDoesNoHarm() throws Exception {
        refuses("{'type':'public','msg':'a','x':" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
                ErrorCode.BAD_JSON, "each level takes a piece of the stack; set a limit");
        refuses("[".repeat(100_000), ErrorCode.BAD_JSON, "each level takes a piece of the stack; set a limit");
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

    private void reads(String quoted, ClientMessage expected, String cause) {
        Finding finding = finding(quoted, cause, "The code as it stands");
        try {
            finding.expect(expected, codec.decode(json(quoted)));
        } catch (BadMessageException e) {
            throw finding.failure(expected.toString(), "a refusal with " + e.code().wireName() + ": " + e.getMessage());
        }
    }

    private BadMessageException refuses(String quoted, ErrorCode code, String cause) {
        Finding finding = finding(quoted, cause, "What can go wrong");
        String expected = "a refusal with " + code.wireName();
        try {
            throw finding.failure(expected, codec.decode(json(quoted)).toString());
        } catch (BadMessageException e) {
            finding.expect(e.code() == code, expected, "a refusal with " + e.code().wireName() + ": " + e.getMessage());
            finding.cause("Jackson's own messages quote the input and name Java classes; say it in words of your own")
                    .expect(!JAVA.matcher(e.getMessage()).find(), "words that a client may read", e.getMessage());
            return e;
        } catch (RuntimeException | StackOverflowError e) {
            throw finding.failure(expected, shortened(e.toString()));
        }
    }

    private void namesField(String field, String quoted, String cause) {
        BadMessageException refusal = refuses(quoted, ErrorCode.BAD_MESSAGE, cause);
        finding(quoted, "the client must know what to mend", "What can go wrong")
                .expect(Pattern.compile("\\b" + field + "\\b").matcher(refusal.getMessage()).find(),
                        "words that name the field " + field, refusal.getMessage());
    }

    private void carriesId(String id, String quoted) {
        Finding finding = finding(quoted, "without the id the client does not know which message failed; read it "
                + "before you refuse, and leave it out if it is no good itself", "What can go wrong");
        try {
            throw finding.failure("a refusal with the id \"" + id + "\"", codec.decode(json(quoted)).toString());
        } catch (BadMessageException e) {
            finding.expect(id.equals(e.id()), "a refusal with the id \"" + id + "\"", "the id \"" + e.id() + "\"");
        }
    }

    private void survives(String quoted) {
        Finding finding = finding(quoted, "a number in a field that nobody asked for must cost nothing and break "
                + "nothing; turn no number into an object that you do not need", "What can go wrong");
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

    private Finding finding(String quoted, String cause, String heading) {
        return Finding.when("decoded is: " + shortened(json(quoted))).cause(cause).readOn(CHAPTER, heading);
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 80) + "... (" + text.length() + " characters)";
    }

    /** JSON with double quotes; here, single ones read better, and ` stands for those. */
    private static String json(String quoted) {
        return quoted.replace('\'', '"').replace('`', '\'');
    }
}
