package aside.grading;

import aside.routing.RegistryMessageRouter;
import java.util.List;

/** Exercise 4 is graded. */
class E04GradingTest extends ExerciseGrading {

    private static final String EVERYONE = "everyoneGetsItTheSenderToo";
    private static final String FULL = "aFullOutboxStopsNobody";
    private static final String ORDER = "theMessagesOfOneSenderStayInOrder";
    private static final String UNTOUCHED = "noMessageTouchesAnother";

    E04GradingTest() {
        super(4, RegistryMessageRouter.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongRouters.NotToTheSender.class, EVERYONE, "what Alice got", "the sender is one of them"),
                new Wrong(WrongRouters.NothingIsPublic.class, EVERYONE, "seen      []"),
                new Wrong(WrongRouters.AllIsPublic.class, "privateMessagesStillReachOneAlone", "psst", "switch"),
                new Wrong(WrongRouters.EncodesForEach.class, "whatGoesToAllIsEncodedOnce", "messages encoded: 5"),
                new Wrong(WrongRouters.CopiesForEach.class, "whatGoesToAllIsEncodedOnce", "objects: 5"),
                new Wrong(WrongRouters.StampsInSmallLetters.class, "theSenderIsStampedAsItIsShown", "zoë"),
                new Wrong(WrongRouters.AcksFirst.class, "anAckComesLastAndOnlyWithAnId", "after the loop"),
                new Wrong(WrongRouters.AcksWithoutId.class, "anAckComesLastAndOnlyWithAnId", "\"id\":\"\"", "NO_ID"),
                new Wrong(WrongRouters.StopsAtTheFirstFull.class, FULL, "go on with the next"),
                new Wrong(WrongRouters.OneFullIsAnError.class, FULL, "not to all"),
                new Wrong(WrongRouters.ThrowsOutTheSlow.class, FULL, "the router does not"),
                new Wrong(WrongRouters.LooksEachUpAgain.class, "whoComesOrGoesMeanwhileStopsNobody",
                        "NoSuchElementException", "orElseThrow()"),
                new Wrong(WrongRouters.LosesTheOrder.class, ORDER, "loses the order"),
                new Wrong(WrongRouters.AtMost500.class, EVERYONE, "1200 messages", "500 messages"),
                new Wrong(WrongRouters.RemembersTexts.class, UNTOUCHED, "keeps nothing"),
                new Wrong(WrongRouters.RemembersTheRoom.class, UNTOUCHED, "who is here now"),
                new Wrong(WrongRouters.SaysItOnce.class, UNTOUCHED, "keeps nothing"),
                new Wrong(WrongRouters.ShortensTexts.class, UNTOUCHED, "its text as it is"),
                new Wrong(WrongRouters.TrimsTheText.class, UNTOUCHED, "its text as it is"),
                new Wrong(WrongRouters.TakesCommands.class, UNTOUCHED, "/help"),
                new Wrong(WrongRouters.AsksForEach.class, "whoComesOrGoesMeanwhileStopsNobody", "everyone() once"),
                new Wrong(WrongRouters.AcksPrivateOnesToo.class, "privateMessagesStillReachOneAlone", "once"),
                new Wrong(WrongRouters.OfflineIsPublic.class, "privateMessagesStillReachOneAlone",
                        "must never become a public one"),
                new Wrong(WrongRouters.AnswersTheName.class, EVERYONE, "does not tell which client"),
                new Wrong(WrongRouters.OnlyForMembers.class, EVERYONE, "Alice left the room"),
                new Wrong(WrongRouters.ComparesIdsByIdentity.class, "anAckComesLastAndOnlyWithAnId",
                        "whichever String object"),
                new Wrong(WrongRouters.ThinksAMoment.class, FULL, "the thread waits"),
                new Wrong(WrongRouters.WaitsForAPool.class, EVERYONE, "another thread is at work"),
                new Wrong(WrongRouters.ManyThreads.class, ORDER, "handed to other threads"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightRouters.StepByStep.class, RightRouters.Table.class, RightRouters.SearchesTheRoom.class,
                RightRouters.OneAtATime.class, RightRouters.PlansFirst.class);
    }
}
