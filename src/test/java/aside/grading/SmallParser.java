package aside.grading;

import aside.message.BadMessageException;
import aside.message.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON parser as students write it, for answers without a library: text, lists, maps, and the rest as spelled. */
final class SmallParser {

    /** What is neither text nor list nor map: a number, true, false or null. */
    record Literal(String spelled) {
    }

    private final String text;
    private final int maxDepth;
    private final boolean readsNumbersAsLong;
    private int at;

    SmallParser(String text, int maxDepth, boolean readsNumbersAsLong) {
        this.text = text;
        this.maxDepth = maxDepth;
        this.readsNumbersAsLong = readsNumbersAsLong;
    }

    Object parse() throws BadMessageException {
        Object value = value(0);
        skipSpace();
        if (at < text.length()) {
            throw bad();
        }
        return value;
    }

    private Object value(int depth) throws BadMessageException {
        if (depth > maxDepth) {
            throw bad();
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            default -> literal();
        };
    }

    private Map<String, Object> object(int depth) throws BadMessageException {
        Map<String, Object> object = new LinkedHashMap<>();
        take('{');
        while (next('}', object.isEmpty())) {
            String key = string();
            skipSpace();
            take(':');
            if (object.containsKey(key)) {
                throw bad();
            }
            object.put(key, value(depth + 1));
        }
        return object;
    }

    private List<Object> array(int depth) throws BadMessageException {
        List<Object> array = new ArrayList<>();
        take('[');
        while (next(']', array.isEmpty())) {
            array.add(value(depth + 1));
        }
        return array;
    }

    /** Goes to the next element, past the comma; false, and past the end, if there is none. */
    private boolean next(char end, boolean first) throws BadMessageException {
        skipSpace();
        if (peek() == end) {
            at++;
            return false;
        }
        if (!first) {
            take(',');
            skipSpace();
        }
        return true;
    }

    private String string() throws BadMessageException {
        StringBuilder string = new StringBuilder();
        take('"');
        for (char c = peek(); c != '"'; c = peek()) {
            at++;
            if (c < ' ') {
                throw bad();
            }
            string.append(c == '\\' ? escaped() : c);
        }
        at++;
        return string.toString();
    }

    private char escaped() throws BadMessageException {
        char c = peek();
        at++;
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if (c != 'u' || at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
            throw bad();
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private Literal literal() throws BadMessageException {
        int start = at;
        while (at < text.length() && "+-.".indexOf(text.charAt(at)) >= 0 || at < text.length()
                && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String spelled = text.substring(start, at);
        if (!spelled.matches("true|false|null|-?(0|[1-9]\\d*+)(\\.\\d++)?([eE][+-]?\\d++)?")) {
            throw bad();
        }
        if (readsNumbersAsLong && spelled.matches("-?\\d++")) {
            Long.parseLong(spelled);
        }
        return new Literal(spelled);
    }

    private void take(char expected) throws BadMessageException {
        if (peek() != expected) {
            throw bad();
        }
        at++;
    }

    private char peek() throws BadMessageException {
        if (at == text.length()) {
            throw bad();
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static BadMessageException bad() {
        return new BadMessageException(ErrorCode.BAD_JSON, "", "JSON, please");
    }
}
