package aside.grading;

import aside.routing.RegistryMessageRouter;
import java.util.List;

/** Exercise 3 is graded. */
class E03GradingTest extends ExerciseGrading {

    private static final String NOBODY_ELSE = "nobodyElseHearsOfIt";
    private static final String ONESELF = "toOneselfIsDeliveredOnce";
    private static final String UNTOUCHED = "noMessageTouchesAnother";
    private static final String NO_NAME = "aNameThatNobodyCanHaveIsNobodysName";

    E03GradingTest() {
        super(3, RegistryMessageRouter.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongRouters.WhispersAloud.class, NOBODY_ELSE, "goes to its recipient and to nobody else"),
                new Wrong(WrongRouters.NobodyMeansEverybody.class, NOBODY_ELSE, "dave", "whoever comes first"),
                new Wrong(WrongRouters.TheFirstOther.class, "theRecipientGetsIt", "expected", "seen      []"),
                new Wrong(WrongRouters.CopyToTheSender.class, NOBODY_ELSE, "the sender gets no copy"),
                new Wrong(WrongRouters.AllIsPublic.class, "theRecipientGetsIt", "\"type\":\"public\""),
                new Wrong(WrongRouters.SwapsTheNames.class, "senderAndRecipientAreStampedAsTheyAreShown",
                        "\"from\":\"bob\",\"to\":\"Alice\""),
                new Wrong(WrongRouters.StampsWhatWasTyped.class, "senderAndRecipientAreStampedAsTheyAreShown",
                        "\"to\":\"BOB\""),
                new Wrong(WrongRouters.ComparesTexts.class, "theRecipientIsFoundHoweverTheNameIsTyped", "ｂｏｂ",
                        "compared as UserName"),
                new Wrong(WrongRouters.AcksFirst.class, "anAckComesWhenTheRecipientHasTheMessage", "then the ack"),
                new Wrong(WrongRouters.AcksWithoutId.class, "anAckComesWhenTheRecipientHasTheMessage", "\"id\":\"\""),
                new Wrong(WrongRouters.Silent.class, "whoIsNotHereIsAnError", "alice got 0 messages"),
                new Wrong(WrongRouters.ErrorWithoutId.class, "whoIsNotHereIsAnError", "id \"m-1\"", "id \"\""),
                new Wrong(WrongRouters.TrustsTheName.class, NO_NAME, "NoSuchElementException", "closed with 1011"),
                new Wrong(WrongRouters.RepeatsAll.class, NO_NAME, "60000 chars", "at most 1000 characters"),
                new Wrong(WrongRouters.CutsACharacter.class, NO_NAME, "half of a character"),
                new Wrong(WrongRouters.IgnoresTheRefusal.class, "aRecipientThatTakesNothingIsAnError",
                        "send() gave false", "error user-offline", "ack"),
                new Wrong(WrongRouters.LooksTwice.class, "aRecipientThatLeavesMeanwhileIsAnError",
                        "NoSuchElementException"),
                new Wrong(WrongRouters.NotToOneself.class, "toOneselfIsDeliveredOnce", "note to self", "user-offline"),
                new Wrong(WrongRouters.NothingIsPublic.class, "inTheRealServerAPrivateMessageReachesItsRecipientOnly",
                        "hello all", "public messages still go to all"),
                new Wrong(WrongRouters.KeepsWhomItFound.class, "whoIsNotHereIsAnError", "still there?",
                        "keep no client"),
                new Wrong(WrongRouters.SharesAMemo.class, UNTOUCHED, "two rooms"),
                new Wrong(WrongRouters.AnswersTheName.class, ONESELF, "another alice joined",
                        "the answer goes to `from`"),
                new Wrong(WrongRouters.RecipientInAField.class, UNTOUCHED, "at the same time", "not in fields"),
                new Wrong(WrongRouters.TrimsTheText.class, UNTOUCHED, "its text as it is"),
                new Wrong(WrongRouters.WaitsForAPool.class, "theRecipientGetsIt", "another thread is at work"),
                new Wrong(WrongRouters.ComparesIdsByIdentity.class, "anAckComesWhenTheRecipientHasTheMessage",
                        "whichever String object"),
                new Wrong(WrongRouters.OnlyForMembers.class, ONESELF, "alice left the room"),
                new Wrong(WrongRouters.CutsThenParses.class, UNTOUCHED, "whispers"),
                new Wrong(WrongRouters.NameInAPattern.class, NO_NAME, "route() throws", "replaceAll"),
                new Wrong(WrongRouters.ThinksAMoment.class, "aRecipientThatTakesNothingIsAnError", "the thread waits"),
                new Wrong(WrongRouters.CutsTooLate.class, NO_NAME, "words of 1012 characters"),
                new Wrong(WrongRouters.WritesJsonByHand.class, UNTOUCHED, "not JSON"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightRouters.StepByStep.class, RightRouters.Table.class, RightRouters.SearchesTheRoom.class,
                RightRouters.OneAtATime.class, RightRouters.PlansFirst.class);
    }
}
