package aside.testing;

import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Texts and messages for codecs: what goes wrong, and what only looks as if it did. */
public final class Codecs {

    /** What a text is, this one says. It allows 20 characters. */
    public static final MessageCodec MODEL = new JacksonMessageCodec(20);

    private static final List<String> TEXTS = List.of("", " ", "  a  ", "a", "\"", "\\", "/", "\b\f\n\r\t", "\u0000",
            "\u001f", "\u007f", "\u0085", "\u00a0", "\u2028\u2029", "\u202e", "\u200d", "\ufeff", "\uffff", "é",
                    "e\u0301",
            "Ａ", "ﬁ", "ß", "İ", "張三", "😀", "👩\u200d👩", "\udbff\udfff", "<b>&amp;</b>", "'`", "%s%n%1$d", "${a}", "{0}",
            "{\"a\":1}", "null", "true", "1e5", "\\u0041", "a\tb", "?", "\ue000");

    private static final List<String> VALUES = List.of("null", "true", "false", "0", "-1.5e3", "[]", "{}", "[1,[2]]",
            "{\"a\":{\"b\":[]}}", "\"text\"", "\"\"", "\"\\\"}\"");

    /** What is put into a message that was right; much of it makes it wrong. */
    private static final List<String> SPLINTERS = List.of("\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\t", "\n",
            "0",
            "-", "+", ".", "e", "null", "\\n", "\\u0041", "\\u00", "\u00a0", "é", "a", "'", "/", "\u0001");

    private Codecs() {
    }

    /**
     * Texts that go wrong: characters that must be escaped, are cut, trimmed, composed, or mean something elsewhere.
     */
    public static List<String> texts() {
        return TEXTS;
    }

    /**
     * Messages, right ones with their fields in any order and spelling, and others with something put in or taken out.
     */
    public static List<String> garbled() {
        SplittableRandom dice = new SplittableRandom(2);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            String message = message(dice);
            messages.add(message);
            int place = dice.nextInt(message.length());
            int at = Character.isLowSurrogate(message.charAt(place)) ? place - 1 : place;
            messages.add(message.substring(0, at) + SPLINTERS.get(dice.nextInt(SPLINTERS.size()))
                    + message.substring(at));
            messages.add(isHalf(message, at) ? message : message.substring(0, at) + message.substring(at + 1));
        }
        return messages;
    }

    /** Whether there is half a character; without it, the other half would be left. */
    private static boolean isHalf(String message, int at) {
        return Character.isSurrogate(message.charAt(at));
    }

    private static String message(SplittableRandom dice) {
        List<String> fields = new ArrayList<>();
        int kind = dice.nextInt(3);
        fields.add(field(dice, "type", quoted(dice, List.of("join", "public", "private").get(kind))));
        if (kind == 0) {
            fields.add(field(dice, "name", quoted(dice, text(dice))));
        } else {
            fields.add(field(dice, "msg", quoted(dice, text(dice))));
        }
        if (kind == 2) {
            fields.add(field(dice, "to", quoted(dice, text(dice))));
        }
        if (kind != 0 && dice.nextBoolean()) {
            String id = text(dice);
            fields.add(field(dice, "id", quoted(dice, id.isEmpty() ? "7" : id)));
        }
        if (dice.nextBoolean()) {
            fields.add(dice.nextInt(fields.size() + 1), field(dice, List.of("from", "x", "Type", "", "message")
                    .get(dice.nextInt(5)), VALUES.get(dice.nextInt(VALUES.size()))));
        }
        List<String> shuffled = new ArrayList<>();
        fields.forEach(it -> shuffled.add(dice.nextInt(shuffled.size() + 1), it));
        return space(dice) + "{" + String.join(",", shuffled) + "}" + space(dice);
    }

    private static String field(SplittableRandom dice, String name, String value) {
        return space(dice) + quoted(dice, name) + space(dice) + ":" + space(dice) + value + space(dice);
    }

    private static String space(SplittableRandom dice) {
        return dice.nextInt(6) == 0 ? List.of(" ", "\t", "\n", "\r", "  ").get(dice.nextInt(5)) : "";
    }

    private static String text(SplittableRandom dice) {
        return TEXTS.get(dice.nextInt(TEXTS.size()))
                + (dice.nextInt(4) == 0 ? TEXTS.get(dice.nextInt(TEXTS.size())) : "");
    }

    /** A text as JSON, each character spelled in one of the ways that there are. */
    private static String quoted(SplittableRandom dice, String text) {
        StringBuilder json = new StringBuilder("\"");
        boolean plain = dice.nextInt(3) != 0;
        for (char c : text.toCharArray()) {
            int simple = "\"\\/\b\f\n\r\t".indexOf(c);
            if (simple >= 0 && c != '/' || c == '/' && !plain) {
                json.append('\\').append("\"\\/bfnrt".charAt(simple));
            } else if (c < ' ' || !plain && dice.nextInt(3) == 0) {
                json.append(String.format(dice.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
