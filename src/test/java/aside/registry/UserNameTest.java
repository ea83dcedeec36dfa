package aside.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are names, and which are the same. */
class UserNameTest {

    @Test
    void isShownAsTypedAndNormalised() {
        assertThat(UserName.parse("Alice")).get().hasToString("Alice");
        assertThat(UserName.parse("Ａｌｉｃｅ")).get().hasToString("Alice");
        assertThat(UserName.parse("e\u0301")).get().hasToString("é");
    }

    @ParameterizedTest
    @CsvSource({"alice, ALICE", "ß, SS", "ς, Σ", "ı, I", "Ж, ж", "ﬃ, FFI", "K, k",
        "STRAẞE, straße", "STRAẞE, strasse", "İ, i̇"})
    void caseAndFormDoNotMatter(String one, String other) {
        UserName first = UserName.parse(one).orElseThrow();
        UserName second = UserName.parse(other).orElseThrow();

        assertThat(first).isEqualTo(second).hasSameHashCodeAs(second);
    }

    @Test
    void eachLetterIsTheSameNameInEveryCase() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String letter = Character.toString(c);
            Optional<UserName> name = UserName.parse("a" + letter);
            if (name.isPresent()) {
                assertThat(List.of("a" + letter.toUpperCase(Locale.ROOT), "a" + letter.toLowerCase(Locale.ROOT),
                        "a" + Character.toString(Character.toTitleCase(c)),
                        "a" + Normalizer.normalize(letter, Form.NFKD), name.get().toString()))
                        .allSatisfy(other -> assertThat(UserName.parse(other)).isEqualTo(name));
            }
        }
    }

    @Test
    void differentNamesAreDifferent() {
        assertThat(UserName.parse("alice")).isNotEqualTo(UserName.parse("alicia"));
        assertThat(UserName.parse("a.b")).isNotEqualTo(UserName.parse("a-b"));
        assertThat(UserName.parse("a").orElseThrow()).isNotEqualTo("a");
    }

    @Test
    void theDefaultLocaleDoesNotMatter() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(UserName.parse("TITLE")).isEqualTo(UserName.parse("title"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", " a", "a\n", "\u0301a", "a\u200Bb", "a\u202Eb", "a\u00ADb", "a\uFE0Fb",
        "a\u3164", "\u115F", "😀", "a/b", "<a>", "a@b", "a\u0000", "\ud83d", "a;b"})
    void whatIsNoLetterDigitOrOneOfThreeSignsIsRefused(String typed) {
        assertThat(UserName.parse(typed)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice\uD82F\uDC9D", "alice\uD80D\uDC40", "alice\u0E38", "a\u0902"})
    void aMarkOfAnotherScriptIsRefusedForItMayShowNothing(String typed) {
        assertThat(UserName.parse(typed)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"हिन्दी", "สวัสดี", "שָׁלוֹם", "مُحَمَّد", "ខ្មែរ", "Zoë", "x\u0331", "たべ\u3099", "ลูกตา2"})
    void marksOfTheSameScriptAreParts(String typed) {
        assertThat(UserName.parse(typed)).isPresent();
    }

    @Test
    void namesHaveAnOrderThatFitsEquality() {
        UserName alice = UserName.parse("alice").orElseThrow();

        assertThat(alice).isEqualByComparingTo(UserName.parse("ALICE").orElseThrow());
        assertThat(alice).as("a map can order names whose hash codes are the same")
                .isLessThan(UserName.parse("bob").orElseThrow());
    }

    @Test
    void theLimitIsInCharactersAfterNormalisation() {
        assertThat(UserName.parse("𝒜".repeat(32))).get().hasToString("A".repeat(32));
        assertThat(UserName.parse("e\u0301".repeat(32))).get().hasToString("é".repeat(32));
        assertThat(UserName.parse("𠀀".repeat(32))).isPresent();
        assertThat(UserName.parse("𠀀".repeat(33))).isEmpty();
        assertThat(UserName.parse("a".repeat(33))).isEmpty();
    }

    @Test
    void aNameThatIsFarTooLongIsRefusedWithoutNormalisingIt() {
        assertThat(UserName.parse("a" + "\u0301\u0316".repeat(30_000))).isEmpty();
    }
}
