package aside.grading;

import aside.connection.OnceMembership;
import java.util.List;

/** Exercise 6 is graded. */
class E06GradingTest extends ExerciseGrading {

    E06GradingTest() {
        super(6, OnceMembership.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongMemberships.LeavesAtEachEnd.class, "twoEndsLeaveOnce", "called 2 times", "Jetty"),
                new Wrong(WrongMemberships.NotesTheLeaveTooLate.class, "twoEndsLeaveOnce", "called 2 times",
                        "still in presence.leave()"),
                new Wrong(WrongMemberships.ThrowsIfNobodyIsIn.class, "twoEndsLeaveOnce", "IllegalStateException"),
                new Wrong(WrongMemberships.LooksThenLeaves.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "called 2 times", "one step"),
                new Wrong(WrongMemberships.VolatileFlag.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "end() was called"),
                new Wrong(WrongMemberships.ForgetsTheGap.class, "anEndInTheMiddleOfAJoinLeavesNobodyBehind",
                        "ENDED", "ADMITTED", "look again"),
                new Wrong(WrongMemberships.SeesTheEndAndStays.class, "anEndInTheMiddleOfAJoinLeavesNobodyBehind",
                        "[alice]", "bob"),
                new Wrong(WrongMemberships.LooksAgainInTwoSteps.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "bob joined, and end() was called at once"),
                new Wrong(WrongMemberships.NotesTheJoinTooEarly.class, "aRefusedJoinTakesNobodyOut",
                        "presence.leave() called 1 times"),
                new Wrong(WrongMemberships.OneTry.class, "aRefusedJoinMayBeTriedAgain", "ALREADY_JOINED"),
                new Wrong(WrongMemberships.JoinsAgain.class, "aConnectionJoinsOnce", "ALREADY_JOINED", "ADMITTED"),
                new Wrong(WrongMemberships.EndsOnlyWhoIsIn.class, "anEndBeforeTheJoinIsAnEnd", "ENDED", "ADMITTED"),
                new Wrong(WrongMemberships.KeepsItsClient.class, "anEndTakesTheClientOut", "client() is bob"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightMemberships.Monitored.class, RightMemberships.MonitoredState.class,
                RightMemberships.TwoFlags.class, RightMemberships.EndIsAFuture.class);
    }
}
