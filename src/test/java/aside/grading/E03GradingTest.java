package aside.grading;

import aside.routing.RegistryMessageRouter;
import java.util.List;

/** Exercise 3 is graded. */
class E03GradingTest extends ExerciseGrading {

    private static final String NOBODY_ELSE = "nobodyElseHearsOfIt";
    private static final String NO_NAME = "aNameThatNobodyCanHaveIsNobodysName";

    E03GradingTest() {
        super(3, RegistryMessageRouter.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongRouters.WhispersAloud.class, NOBODY_ELSE, "goes to its recipient alone"),
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
                new Wrong(WrongRouters.AcksWithoutId.class, "withoutAnIdThereIsNoAck", "\"id\":\"\""),
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
                        "hello all", "public messages still go to all"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightRouters.StepByStep.class, RightRouters.Table.class, RightRouters.SearchesTheRoom.class);
    }
}
