package aside.testing;

import aside.registry.UserName;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Names that are the same, and names that are not: from all of Unicode's letters, not from a few examples. */
public final class Names {

    /** Somebody takes each two of them for one: by spelling, by sight, by sound, or by a hash (the last six pairs). */
    private static final List<String> NEARLY_THE_SAME = List.of("müller", "mueller", "muller", "łó", "lo", "ære",
            "aere",
            "þor", "thor", "ёж", "еж", "йод", "иод", "o0", "00", "l1", "11", "٣", "3", "ア", "あ", "漢", "汉", "a__b",
                    "a_b",
            "a..b", "a.b", "ab.", "anna", "ana", "nana", "siblings", "teheran", "plumless", "buckeroo", "costarring",
            "liquid", "declinate", "macallums", "hetairas", "mentioner", "creamwove", "quists");

    private static final List<List<String>> CASES = new ArrayList<>();
    private static final List<List<String>> FORMS = new ArrayList<>();
    private static final Set<String> DIFFERENT = new LinkedHashSet<>();

    static {
        SplittableRandom dice = new SplittableRandom(5);
        Set<UserName> seen = new HashSet<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (Character.isLetterOrDigit(c)) {
                boolean hasCase = Character.toUpperCase(c) != c || Character.toLowerCase(c) != c;
                boolean hasForms = !Normalizer.isNormalized(Character.toString(c), Form.NFKD);
                // Of the scripts with thousands of letters, a few will do.
                if (hasCase || (c < 0xAC00 || c > 0xD7A3) && c < 0x3400 && hasForms || dice.nextInt(100) == 0) {
                    collect("a" + Character.toString(c) + "b", hasCase, hasForms, seen);
                }
            }
        }
        String signs = "abcdefghijklmnopqrstuvwxyz0123456789._-";
        List<String> names = new ArrayList<>(NEARLY_THE_SAME);
        signs.chars().forEach(one -> signs.chars().forEach(other -> names.add("" + (char) one + (char) other)));
        // As long as a name may be, and different only in one place.
        for (String letter : List.of("a", "ß", "ΐ", "𐐨", "가", "𠀀")) {
            for (int place = 0; place < UserName.MAX_LENGTH; place++) {
                names.add(letter.repeat(place) + "x" + letter.repeat(UserName.MAX_LENGTH - place - 1));
                names.add(letter.repeat(place + 1));
            }
        }
        names.stream().filter(name -> seen.add(UserName.parse(name).orElseThrow())).forEach(DIFFERENT::add);
    }

    private Names() {
    }

    private static void collect(String name, boolean hasCase, boolean hasForms, Set<UserName> seen) {
        Optional<UserName> parsed = UserName.parse(name);
        if (parsed.isEmpty()) {
            return;
        }
        if (hasCase) {
            CASES.add(List.of(name, name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)));
        }
        if (hasForms) {
            String small = name.toLowerCase(Locale.ROOT);
            FORMS.add(List.of(name, Normalizer.normalize(name, Form.NFC), Normalizer.normalize(name, Form.NFKC),
                    Normalizer.normalize(name, Form.NFD), Normalizer.normalize(name, Form.NFKD),
                    Normalizer.normalize(small, Form.NFKD), Normalizer.normalize(small, Form.NFC)));
        }
        if (seen.add(parsed.get())) {
            DIFFERENT.add(name);
        }
    }

    /** Each list holds one name in several cases. */
    public static List<List<String>> inSeveralCases() {
        return CASES;
    }

    /** Each list holds one name whose characters are composed in several ways. */
    public static List<List<String>> inSeveralForms() {
        return FORMS;
    }

    /** No two of them are the same. */
    public static Set<String> allDifferent() {
        return DIFFERENT;
    }

    /** A name, with its code points where they do not show. */
    public static String spelled(String text) {
        boolean isPlain = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return "\"" + text + "\"" + (isPlain ? "" : text.codePoints().mapToObj(c -> String.format("U+%04X", c))
                .collect(Collectors.joining(" ", " (", ")")));
    }
}
