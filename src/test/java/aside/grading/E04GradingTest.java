package aside.grading;

import aside.routing.RegistryMessageRouter;
import java.util.List;

/** Exercise 4 is graded. */
class E04GradingTest extends ExerciseGrading {

    private static final String EVERYONE = "everyoneGetsItTheSenderToo";
    private static final String FULL = "aFullOutboxStopsNobody";

    E04GradingTest() {
        super(4, RegistryMessageRouter.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongRouters.NotToTheSender.class, EVERYONE, "what Alice got", "the sender is one of them"),
                new Wrong(WrongRouters.NothingIsPublic.class, EVERYONE, "seen      []"),
                new Wrong(WrongRouters.AllIsPublic.class, "privateMessagesStillReachOneAlone", "psst", "switch"),
                new Wrong(WrongRouters.EncodesForEach.class, "whatGoesToAllIsEncodedOnce", "encoded 5 times"),
                new Wrong(WrongRouters.CopiesForEach.class, "whatGoesToAllIsEncodedOnce", "5 object"),
                new Wrong(WrongRouters.StampsInSmallLetters.class, "theSenderIsStampedAsItIsShown", "zoë"),
                new Wrong(WrongRouters.AcksFirst.class, "anAckComesLastAndOnlyWithAnId", "after the loop"),
                new Wrong(WrongRouters.AcksWithoutId.class, "anAckComesLastAndOnlyWithAnId", "\"id\":\"\"", "NO_ID"),
                new Wrong(WrongRouters.StopsAtTheFirstFull.class, FULL, "go on with the next"),
                new Wrong(WrongRouters.OneFullIsAnError.class, FULL, "not to all"),
                new Wrong(WrongRouters.ThrowsOutTheSlow.class, FULL, "the router does not"),
                new Wrong(WrongRouters.LooksEachUpAgain.class, "whoComesOrGoesMeanwhileStopsNobody",
                        "NoSuchElementException", "orElseThrow()"),
                new Wrong(WrongRouters.LosesTheOrder.class, "theMessagesOfOneSenderStayInOrder", "loses the order"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightRouters.StepByStep.class, RightRouters.Table.class, RightRouters.SearchesTheRoom.class);
    }
}
