package aside.grading;

import aside.outbox.GatheringOutbox;
import java.util.List;

/** Exercise 8 is graded. */
class E08GradingTest extends ExerciseGrading {

    E08GradingTest() {
        super(8, GatheringOutbox.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongOutboxes.Unbounded.class, "theLimitsCountMessagesAndBytesAndTheWriteUnderWay",
                        "[true, true, true, true]"),
                new Wrong(WrongOutboxes.ForgetsTheWriteUnderWay.class,
                        "theLimitsCountMessagesAndBytesAndTheWriteUnderWay", "until its write has ended"),
                new Wrong(WrongOutboxes.CountsMessagesOnly.class, "theLimitsCountMessagesAndBytesAndTheWriteUnderWay",
                        "100 bytes", "[true, true, true]"),
                new Wrong(WrongOutboxes.GivesBackOnePlace.class, "theLimitsCountMessagesAndBytesAndTheWriteUnderWay",
                        "gives back the room"),
                new Wrong(WrongOutboxes.WaitsForRoom.class, "noCallerWaits", "Object.wait"),
                new Wrong(WrongOutboxes.HoldsItsLock.class, "noCallerWaits", "the call waits", "a lock is held"),
                new Wrong(WrongOutboxes.SaysFullUnderItsLock.class, "aFullOutboxEndsAndSaysSoOnce",
                        "while onFull is called", "the call waits"),
                new Wrong(WrongOutboxes.SkipsWhenFull.class, "aFullOutboxEndsAndSaysSoOnce", "full ends the outbox"),
                new Wrong(WrongOutboxes.DropsTheOldest.class, "aFullOutboxEndsAndSaysSoOnce", "full ends the outbox"),
                new Wrong(WrongOutboxes.SaysFullEachTime.class, "aFullOutboxEndsAndSaysSoOnce",
                        "onFull called once", "onFull called 6 times"),
                new Wrong(WrongOutboxes.SaysFullToNobody.class,
                        "inTheRealServerASlowReaderIsDroppedAndTheOthersMissNothing", "onFull drops bob"),
                new Wrong(WrongOutboxes.FullAndSilent.class, "aFullOutboxClosesTheSocketAsASlowReader",
                        "[SLOW_READER]"),
                new Wrong(WrongOutboxes.OneMessageAWrite.class, "whatWaitsLeavesInOneWrite", "[b, c, d]"),
                new Wrong(WrongOutboxes.WritesInSend.class,
                        "whatIsPutInBeforeTheWriterHasItsTurnLeavesInOneWrite", "send() writes by itself"),
                new Wrong(WrongOutboxes.WritesInAWrite.class, "oneWriteIsUnderWayAtATime",
                        "the write of a is under way"),
                new Wrong(WrongOutboxes.ForgetsWhatCameMeanwhile.class, "oneWriteIsUnderWayAtATime",
                        "check for messages that came in the meantime"),
                new Wrong(WrongOutboxes.NewestFirst.class, "whatWaitsLeavesInOneWrite", "[d, c, b, a, f, e]"),
                new Wrong(WrongOutboxes.NotesTheWriteTooLate.class, "aWriteMayEndWithinItsCallOrOnAnotherThread",
                        "comes too late"),
                new Wrong(WrongOutboxes.ClosesAtOnce.class, "aCloseSendsWhatWaitsFirst", "[a, b]"),
                new Wrong(WrongOutboxes.LastReasonCounts.class, "aCloseSendsWhatWaitsFirst", "only the first reason"),
                new Wrong(WrongOutboxes.IgnoresFailure.class, "whenTheSocketIsGoneNothingIsWrittenAnyMore",
                        "the write failed"),
                new Wrong(WrongOutboxes.DiscardsAndGoesOn.class, "whenTheSocketIsGoneNothingIsWrittenAnyMore",
                        "discard() was called"),
                new Wrong(WrongOutboxes.LooksThenTakes.class, "twoAtOnceStayWithinTheLimit",
                        "seen      taken [a, b, c]"),
                new Wrong(WrongOutboxes.LooksThenWrites.class, "twoAtOnceLoseNothing", "a and b were waiting"),
                new Wrong(WrongOutboxes.LosesTheWakeUp.class, "twoAtOnceLoseNothing", "a was being written"),
                new Wrong(WrongOutboxes.LooksThenAdds.class, "anEndAtTheSameTimeIsAnEnd", "close(STOPPING)"),
                new Wrong(WrongOutboxes.WritesAtTheEndOfAWrite.class,
                        "whatIsPutInBeforeTheWriterHasItsTurnLeavesInOneWrite", "within written()"),
                new Wrong(WrongOutboxes.ClosesTwice.class, "theRulesHoldInEveryOrder", "socket.close", "once more"),
                new Wrong(WrongOutboxes.EmptiesTheBatch.class, "theRulesHoldInEveryOrder",
                        "belongs to the socket until the write has ended"),
                new Wrong(WrongOutboxes.CountsCharacters.class, "theLimitsCountMessagesAndBytesAndTheWriteUnderWay",
                        "message.size() is in bytes"),
                new Wrong(WrongOutboxes.GivesEverythingBack.class, "theRulesHoldInEveryOrder", "and no more"),
                new Wrong(WrongOutboxes.CutsTheConnection.class, "whenTheSocketIsGoneNothingIsWrittenAnyMore",
                        "socket.abort()"),
                new Wrong(WrongOutboxes.NoMessageTwice.class, "theRulesHoldInEveryOrder", "the same message once more"),
                new Wrong(WrongOutboxes.GivesUpWhenBusy.class, "twoAtOnceLoseNothing", "seen      taken [b, y, z]"),
                new Wrong(WrongOutboxes.GivesUpWhenInterrupted.class, "theRulesHoldInEveryOrder",
                        "on a thread that is interrupted"),
                new Wrong(WrongOutboxes.ComesBackUntilItHasEnded.class, "oneWriteIsUnderWayAtATime",
                        "the writer comes to rest"),
                new Wrong(WrongOutboxes.ThreadOfItsOwn.class, "aMessageLeavesWhenTheWriterHasItsTurn",
                        "Thread.ofVirtual"),
                new Wrong(WrongOutboxes.ExecutesUnderItsLock.class, "noCallerWaits", "writer.execute()"),
                new Wrong(WrongOutboxes.TheFlagStaysUp.class, "theRulesHoldInEveryOrder", "no task for the writer"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightOutboxes.Monitored.class, RightOutboxes.Replaced.class, RightOutboxes.LockFree.class,
                RightOutboxes.Mailbox.class, RightOutboxes.OneRow.class, RightOutboxes.TwoStacks.class);
    }
}
