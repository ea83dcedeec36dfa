package aside.registry;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name that passed the rules. Two names are equal when people would take them for the same: {@code Alice} and
 * {@code ALICE} are one name, and so are a letter with an accent and the same letter followed by the accent. The name
 * is shown as it was typed, normalised.
 *
 * <p>The comparison does not see letters of two scripts that look alike (Latin {@code a}, Cyrillic {@code а}); UTS 39
 * describes what it takes.
 */
public final class UserName implements Comparable<UserName> {

    /** The longest name, in characters (Unicode code points) after normalisation: it fits on a line. */
    public static final int MAX_LENGTH = 32;

    /** The rules in words, for the user whose name broke them. */
    public static final String RULES = "a name is 1 to " + MAX_LENGTH
            + " letters or digits of any script, \"_\", \"-\" or \".\", without spaces";

    /**
     * A letter, a digit or one of three signs; marks after the first, since many scripts write vowels with them.
     * Letters and marks that show nothing (fillers, variation selectors) are refused: with them, two names could look
     * the same. For the same reason, a mark must belong to the script of what it stands on, see {@link #marksFit}.
     */
    private static final Pattern ALLOWED = Pattern.compile(
            "(?!.*[\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u3164\\uFE00-\\uFE0F\\uFFA0"
                    + "\\x{E0100}-\\x{E01EF}])[\\p{L}\\p{Nd}_.-][\\p{L}\\p{M}\\p{Nd}_.-]*");

    /** No name of 32 characters needs more; normalising a long run of marks takes quadratic time. */
    private static final int MAX_TYPED_LENGTH = 8 * MAX_LENGTH;

    private final String shown;
    private final String key;

    // @start region="equal"
    private UserName(String shown) {
        this.shown = shown;
        // Lower case first, for the capital ẞ, which is its own upper case; then upper case, which makes SS of ß and
        // unites the two forms of the Greek sigma. This groups names as Unicode's full case folding does.
        // Locale.ROOT: a Turkish default locale would turn I into a dotless i.
        this.key = nfkc(shown.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT));
    }
    // @end region="equal"

    /**
     * Checks and normalises (NFKC) a name.
     *
     * @param typed what the user typed
     * @return the name, or empty if it breaks the {@link #RULES}
     */
    // @start region="parse"
    public static Optional<UserName> parse(String typed) {
        if (typed.length() > MAX_TYPED_LENGTH) {
            return Optional.empty();
        }
        String shown = nfkc(typed);
        boolean fits = shown.codePointCount(0, shown.length()) <= MAX_LENGTH;
        return fits && ALLOWED.matcher(shown).matches() && marksFit(shown)
                ? Optional.of(new UserName(shown)) : Optional.empty();
    }
    // @end region="parse"

    /**
     * Whether each mark belongs to the script of the letter before it, or to all scripts, as most accents do. On a
     * letter of another script, many marks show nothing.
     */
    private static boolean marksFit(String name) {
        UnicodeScript script = UnicodeScript.COMMON;
        for (int c : name.codePoints().toArray()) {
            UnicodeScript own = UnicodeScript.of(c);
            if (!isMark(c)) {
                script = own;
            } else if (own != UnicodeScript.INHERITED && own != script) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static String nfkc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    /** Equal for names that differ only in case or in how their characters are composed. */
    @Override
    public boolean equals(Object other) {
        return other instanceof UserName name && name.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /**
     * An order that fits {@link #equals}; it means nothing to people. A {@code HashMap} uses it to find a name quickly
     * among many of the same hash code, which anybody can make up.
     */
    @Override
    public int compareTo(UserName other) {
        return key.compareTo(other.key);
    }

    /** The name as it is shown. */
    @Override
    public String toString() {
        return shown;
    }
}
