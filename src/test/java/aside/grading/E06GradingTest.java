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
                        "calls of presence.leave(): 2", "one atomic step"),
                new Wrong(WrongMemberships.VolatileFlag.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "end() was called"),
                new Wrong(WrongMemberships.ForgetsTheGap.class, "anEndInTheMiddleOfAJoinLeavesNobodyBehind",
                        "ENDED", "ADMITTED", "check again"),
                new Wrong(WrongMemberships.SeesTheEndAndStays.class, "anEndInTheMiddleOfAJoinLeavesNobodyBehind",
                        "[alice]", "bob"),
                new Wrong(WrongMemberships.LooksAgainInTwoSteps.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "bob joined, and end() was called at the same time"),
                new Wrong(WrongMemberships.NotesTheJoinTooEarly.class, "aRefusedJoinTakesNobodyOut",
                        "presence.leave() called once"),
                new Wrong(WrongMemberships.OneTry.class, "aRefusedJoinMayBeTriedAgain", "ALREADY_JOINED"),
                new Wrong(WrongMemberships.JoinsAgain.class, "aConnectionJoinsOnce", "ALREADY_JOINED", "ADMITTED"),
                new Wrong(WrongMemberships.EndsOnlyWhoIsIn.class, "anEndBeforeTheJoinIsAnEnd", "ENDED", "ADMITTED"),
                new Wrong(WrongMemberships.KeepsItsClient.class, "anEndTakesTheClientOut", "client() is bob"),
                new Wrong(WrongMemberships.EndsThemAll.class, "eachConnectionHasALifeOfItsOwn", "nothing static"),
                new Wrong(WrongMemberships.ShowsItTooEarly.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "client() is alice", "client() was asked"),
                new Wrong(WrongMemberships.IgnoresTheWelcome.class, "aJoinLetsTheClientIn", "welcome got []"),
                new Wrong(WrongMemberships.KeepsTheLock.class, "aWelcomeThatFailsLetsNobodyIn", "finally"),
                new Wrong(WrongMemberships.ThreeTries.class, "aRefusedJoinMayBeTriedAgain", "asked for a limit"),
                new Wrong(WrongMemberships.RemembersTakenNames.class, "aRefusedJoinMayBeTriedAgain", "each time anew"),
                new Wrong(WrongMemberships.LeavesLater.class, "anEndTakesTheClientOut", "called by another thread"),
                new Wrong(WrongMemberships.ReadsTheClientFirst.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "NullPointerException", "read it once"),
                new Wrong(WrongMemberships.LastOneCounts.class, "aConnectionJoinsOnce", "client() is robert"),
                new Wrong(WrongMemberships.InAndOutAgain.class, "anEndBeforeTheJoinIsAnEnd", "alice heard []"),
                new Wrong(WrongMemberships.SwallowsTheFault.class, "aWelcomeThatFailsLetsNobodyIn", "throws nothing"),
                new Wrong(WrongMemberships.WelcomesItAgain.class, "aConnectionJoinsOnce", "ALREADY_JOINED"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightMemberships.Monitored.class, RightMemberships.MonitoredState.class,
                RightMemberships.TwoFlags.class, RightMemberships.EndIsAFuture.class,
                RightMemberships.OneReference.class, RightMemberships.Tickets.class);
    }
}
