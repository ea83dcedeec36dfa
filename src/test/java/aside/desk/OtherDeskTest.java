package aside.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The gate runs all tests a second time, on a desk unlike ours ({@code -Ddesk=other}). This says that the desk is one:
 * where a path or a language does not arrive, the second run would show nothing.
 */
@EnabledIfSystemProperty(named = "desk", matches = "other")
class OtherDeskTest {

    @Test
    void theLanguageIsTurkish() {
        assertThat(Locale.getDefault()).as("the default locale").isEqualTo(Locale.of("tr", "TR"));
        // Two letters I: the classic that breaks toUpperCase() without a locale.
        assertThat("title".toUpperCase(Locale.getDefault())).as("in upper case").isEqualTo("TİTLE");
    }

    @Test
    void thePathHasASpaceAndAnUmlaut() {
        assertThat(Path.of("").toAbsolutePath().toString()).as("the folder of the project").contains(" ", "ü");
    }

    @Test
    void linesEndAsOnWindows() {
        assertThat(System.lineSeparator()).as("what ends a line that the program writes").isEqualTo("\r\n");
    }
}
