package aside.grading;

import aside.heartbeat.PongCountingHeartbeat;
import java.util.List;

/** Exercise 7 is graded. */
class E07GradingTest extends ExerciseGrading {

    E07GradingTest() {
        super(7, PongCountingHeartbeat.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongHeartbeats.PingsOnce.class, "aPingComesEveryInterval", "2 intervals",
                        "runs a task once"),
                new Wrong(WrongHeartbeats.MachineTime.class, "aPingComesEveryInterval", "what the scheduler says"),
                new Wrong(WrongHeartbeats.PingsInEachSweep.class, "aPingComesEveryInterval", "seen      2 pings",
                        "each peer gets one ping in an interval"),
                new Wrong(WrongHeartbeats.SpreadsByPlace.class, "whoIsForgottenHearsNothingMore",
                        "each of the others gets one ping"),
                new Wrong(WrongHeartbeats.PingsAtOnce.class, "aPingComesEveryInterval", "watch() only notes the peer"),
                new Wrong(WrongHeartbeats.OneNumber.class, "aPingComesEveryInterval", "1 different number"),
                new Wrong(WrongHeartbeats.WatchesWhoPongs.class, "nobodyIsPingedBeforeTheJoin",
                        "a pong changes nothing"),
                new Wrong(WrongHeartbeats.OneMissKills.class, "aLatePongCounts", "slow line",
                        "timedOut() called once"),
                new Wrong(WrongHeartbeats.CountsBeforeThePing.class,
                        "whoAnswersNothingIsDeadTwoIntervalsAfterTheFirstPing", "the time before that ping"),
                new Wrong(WrongHeartbeats.ThreeMisses.class, "whoAnswersNothingIsDeadTwoIntervalsAfterTheFirstPing",
                        "neither of two pings"),
                new Wrong(WrongHeartbeats.OwnPingsAreLife.class, "whoAnswersNothingIsDeadTwoIntervalsAfterTheFirstPing",
                        "only a pong is a sign of life"),
                new Wrong(WrongHeartbeats.TellsTheDeadAgain.class, "theDeadDieOnce", "timedOut() called 18 times"),
                new Wrong(WrongHeartbeats.AnyPongCounts.class, "thePongOfAnotherPingCountsForNothing",
                        String.valueOf(Long.MAX_VALUE)),
                new Wrong(WrongHeartbeats.GreatestWins.class, "thePongOfAnotherPingCountsForNothing",
                        String.valueOf(Long.MAX_VALUE)),
                new Wrong(WrongHeartbeats.AnswersForAll.class, "thePongOfAnotherPingCountsForNothing",
                        "the pings of both"),
                new Wrong(WrongHeartbeats.OldPongsCount.class, "thePongOfAnotherPingCountsForNothing",
                        "the same pong again"),
                new Wrong(WrongHeartbeats.OneExceptionEndsAll.class, "oneBrokenPeerEndsNothing", "1 peer pinged"),
                new Wrong(WrongHeartbeats.CatchesAroundTheLoop.class, "oneBrokenPeerEndsNothing",
                        "1 peer pinged", "inside the loop"),
                new Wrong(WrongHeartbeats.CatchesPingsOnly.class, "oneBrokenPeerEndsNothing",
                        "timedOut() threw an exception"),
                new Wrong(WrongHeartbeats.ChangesWhileItSweeps.class, "aSweepGoesOnWhenThePeersChange",
                        "go over a copy"),
                new Wrong(WrongHeartbeats.ForgetsNobody.class, "whoIsForgottenHearsNothingMore",
                        "was forgotten, and two intervals passed"),
                new Wrong(WrongHeartbeats.RemembersTheMisses.class, "whoIsForgottenHearsNothingMore", "starts anew"),
                new Wrong(WrongHeartbeats.LooksThenGets.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "NullPointerException"),
                new Wrong(WrongHeartbeats.LosesOneOfTwo.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "while one thread stood at"),
                new Wrong(WrongHeartbeats.ForgetsAfterwards.class, "theDeadDieOnce", "forget first"),
                new Wrong(WrongHeartbeats.ForgetsTheNewLife.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "forgot it and watched it again", "dead; in each interval after: -, -, -, -"),
                new Wrong(WrongHeartbeats.NumbersStartAgain.class, "whoIsForgottenHearsNothingMore",
                        "2 different numbers"),
                new Wrong(WrongHeartbeats.ManyAtATime.class, "aPingComesEveryInterval", "List.parallelStream"),
                new Wrong(WrongHeartbeats.OneSetForAll.class, "theRulesHoldInEveryOrder", "keep nothing static"),
                new Wrong(WrongHeartbeats.AtMost500.class, "theRulesHoldInEveryOrder", "500 peers have got 1 ping"),
                new Wrong(WrongHeartbeats.ComparesHalf.class, "thePongOfAnotherPingCountsForNothing",
                        "a number is a long"),
                new Wrong(WrongHeartbeats.PingsTheForgotten.class, "aSweepGoesOnWhenThePeersChange",
                        "forgot all 5"),
                new Wrong(WrongHeartbeats.CatchesOneKind.class, "oneBrokenPeerEndsNothing",
                        "whatever kind of exception"),
                new Wrong(WrongHeartbeats.WholeMilliseconds.class, "aPingComesEveryInterval", "1009ns"),
                new Wrong(WrongHeartbeats.TwoPlaces.class, "whoIsForgottenHearsNothingMore", "twice for one peer"),
                new Wrong(WrongHeartbeats.DropsPongsWhenBusy.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "the pongs of two pings"),
                new Wrong(WrongHeartbeats.OverwritesThePong.class, "twoAtOnceAreAsGoodAsOneAfterTheOther",
                        "its pong came on another thread"),
                new Wrong(WrongHeartbeats.BeginsTheSweepAnew.class, "oneBrokenPeerEndsNothing", "4 peers pinged"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightHeartbeats.Unanswered.class, RightHeartbeats.TimesAsNumbers.class,
                RightHeartbeats.TimerForEach.class, RightHeartbeats.LastTwo.class,
                RightHeartbeats.LivesInALinkedList.class, RightHeartbeats.QueueOfTimes.class);
    }
}
