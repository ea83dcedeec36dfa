package aside.grading;

import aside.message.JacksonMessageCodec;
import java.util.List;

/** Exercise 2 is graded. */
class E02GradingTest extends ExerciseGrading {

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
                new Wrong(WrongCodecs.EscapesNothing.class, "writesWhatTheServerSays", "are escaped"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(WrongCodecs.Plain.class, RightCodecs.ByHand.class, RightCodecs.Streaming.class,
                RightCodecs.IntoARecord.class);
    }
}
