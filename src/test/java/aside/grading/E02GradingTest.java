package aside.grading;

import aside.message.JacksonMessageCodec;
import java.util.List;

/** Exercise 2 is graded. */
class E02GradingTest extends ExerciseGrading {

    private static final String BAD_JSON = "whatIsNotOneJsonObjectIsBadJson";

    E02GradingTest() {
        super(2, JacksonMessageCodec.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongCodecs.LetsTheLastKeyWin.class, "aKeyThatComesTwiceIsRefused",
                        "PrivateMessage[to=eve", "STRICT_DUPLICATE_DETECTION"),
                new Wrong(WrongCodecs.IgnoresWhatFollows.class, "whatIsNotOneJsonObjectIsBadJson",
                        "} x", "nothing after it"),
                new Wrong(WrongCodecs.TakesNumbersForText.class, "aFieldThatIsMissingOrWrongIsNamed",
                        "bad-message", "asString() turns numbers into text"),
                new Wrong(WrongCodecs.LetsHalfPairsThrough.class, "halfASurrogatePairIsRefused",
                        "PublicMessage[msg=a\\ud83d", "half a character"),
                new Wrong(WrongCodecs.PassesTheParsersWordsOn.class, "whatIsNotOneJsonObjectIsBadJson",
                        "words that a client may read", "Jackson's own messages"),
                new Wrong(WrongCodecs.LetsTheParserThrow.class, "whatIsNotOneJsonObjectIsBadJson",
                        "StreamReadException", "becomes a BadMessageException"),
                new Wrong(WrongCodecs.CountsUnits.class, "aTextIsMeasuredInCharacters",
                        "message-too-long", "codePointCount()"),
                new Wrong(WrongCodecs.ForgetsTheId.class, "theRefusalCarriesTheId", "the id \"x1\"", "the id \"\""),
                new Wrong(WrongCodecs.NestsWithoutEnd.class, "hostileInputDoesNoHarm",
                        "StackOverflowError", "set a limit"),
                new Wrong(WrongCodecs.ReadsNumbersAsLong.class, "hostileInputDoesNoHarm",
                        "NumberFormatException", "a number in a field that nobody asked for"),
                new Wrong(WrongCodecs.RefusesNewFields.class, "readsWhatClientsSay",
                        "unrecognized field", "does not know is ignored"),
                new Wrong(WrongCodecs.SortsTheFields.class, "writesWhatTheServerSays", "type comes first"),
                new Wrong(WrongCodecs.EscapesNothing.class, "writesWhatTheServerSays", "are escaped"),
                new Wrong(WrongCodecs.TrimsTexts.class, BAD_JSON, "PrivateMessage[to="),
                new Wrong(WrongCodecs.RefusesBlankTexts.class, BAD_JSON, "text is needed here"),
                new Wrong(WrongCodecs.CountsComposedCharacters.class, "aTextIsMeasuredInCharacters",
                        "message-too-long"),
                new Wrong(WrongCodecs.RefusesAnIdTwice.class, "eachCallStandsForItself", "was there before"),
                new Wrong(WrongCodecs.KeepsTheTreeInAField.class, "eachCallStandsForItself", "one thread stood at",
                        "local variables"),
                new Wrong(WrongCodecs.OneLimitForAll.class, "aTextIsMeasuredInCharacters", "that for 4000"),
                new Wrong(WrongCodecs.KnowsTheTypeByItsStart.class, "aFieldThatIsMissingOrWrongIsNamed",
                        "unknown-type", "spelled like this"),
                new Wrong(WrongCodecs.EscapesHtml.class, "writesWhatTheServerSays", "&lt;"),
                new Wrong(WrongCodecs.ReadsAnyCase.class, "aFieldThatIsMissingOrWrongIsNamed",
                        "words that name the field type"),
                new Wrong(WrongCodecs.ReadsMoreThanJson.class, BAD_JSON, "+1"),
                new Wrong(WrongCodecs.OneArrayForAll.class, "eachCallStandsForItself", "use no array twice"),
                new Wrong(WrongCodecs.CountsUnitsInIds.class, "aFieldThatIsMissingOrWrongIsNamed",
                        "1 to 64 characters"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(WrongCodecs.Plain.class, RightCodecs.ByHand.class, RightCodecs.Streaming.class,
                RightCodecs.IntoARecord.class, RightCodecs.OneAtATime.class,
                RightCodecs.AParserForEachThread.class);
    }
}
