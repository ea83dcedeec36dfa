package aside.grading;

import aside.history.RingHistory;
import java.util.List;

/** Exercise 9 is graded. */
class E09GradingTest extends ExerciseGrading {

    E09GradingTest() {
        super(9, RingHistory.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongHistories.BeginsAtZero.class, "messagesAreNumberedFromOneWithoutAGap", "[0, 1, 2]"),
                new Wrong(WrongHistories.Shared.class, "messagesAreNumberedFromOneWithoutAGap", "no static fields"),
                new Wrong(WrongHistories.OneLockForAll.class, "messagesAreNumberedFromOneWithoutAGap",
                        "no static lock"),
                new Wrong(WrongHistories.Elsewhere.class, "messagesAreNumberedFromOneWithoutAGap", "start no thread"),
                new Wrong(WrongHistories.EncodesTwice.class, "messagesAreNumberedFromOneWithoutAGap", "once for each"),
                new Wrong(WrongHistories.Copies.class, "messagesAreNumberedFromOneWithoutAGap", "another object"),
                new Wrong(WrongHistories.Inclusive.class, "aReaderGetsTheMessagesAfterItsNumberInOrder", "seq + 1"),
                new Wrong(WrongHistories.IgnoresMax.class, "aReaderGetsTheMessagesAfterItsNumberInOrder",
                        "after(0, 1) gives [#1, #2"),
                new Wrong(WrongHistories.NewestOfThem.class, "aReaderGetsTheMessagesAfterItsNumberInOrder",
                        "the oldest of them"),
                new Wrong(WrongHistories.MakesRoomForMax.class, "aReaderGetsTheMessagesAfterItsNumberInOrder",
                        "OutOfMemoryError"),
                new Wrong(WrongHistories.EndOverflows.class, "aReaderGetsTheMessagesAfterItsNumberInOrder",
                        "much more than there is"),
                new Wrong(WrongHistories.NothingNewIsNoAnswer.class, "aReaderGetsTheMessagesAfterItsNumberInOrder",
                        "after(5, 100) gives []"),
                new Wrong(WrongHistories.OneTooFew.class, "theNewestMessagesAreKeptAndNotOneMore", "got 3"),
                new Wrong(WrongHistories.OneTooMany.class, "theNewestMessagesAreKeptAndNotOneMore", "got 4"),
                new Wrong(WrongHistories.DropsTheNewest.class, "theNewestMessagesAreKeptAndNotOneMore", "newest 3"),
                new Wrong(WrongHistories.BeginsAgain.class, "theNewestMessagesAreKeptAndNotOneMore", "and no other"),
                new Wrong(WrongHistories.BorderTooEarly.class, "theNewestMessagesAreKeptAndNotOneMore",
                        "an empty Optional"),
                new Wrong(WrongHistories.ComparesObjects.class, "theNewestMessagesAreKeptAndNotOneMore", "up to 127"),
                new Wrong(WrongHistories.BorderTooLate.class, "aHistoryThatCannotTellSaysSo", "after(3, 100)",
                        "is forgotten"),
                new Wrong(WrongHistories.CountsMessagesOnly.class, "theBytesAreBoundedAsWell", "[40, 60, 8]"),
                new Wrong(WrongHistories.CountsCharacters.class, "theBytesAreBoundedAsWell", "[40, 60, 8]"),
                new Wrong(WrongHistories.NeverGivesBytesBack.class, "theBytesAreBoundedAsWell", "100 bytes"),
                new Wrong(WrongHistories.OneByteLess.class, "theBytesAreBoundedAsWell", "[40, 60]"),
                new Wrong(WrongHistories.ForgetsOneOnly.class, "theBytesAreBoundedAsWell", "[30, 30, 30, 80]"),
                new Wrong(WrongHistories.KeepsTheTooLarge.class, "theBytesAreBoundedAsWell", "[101]"),
                new Wrong(WrongHistories.SkipsTheTooLarge.class, "theBytesAreBoundedAsWell", "goes, too"),
                new Wrong(WrongHistories.BytesInAnInt.class, "theBytesAreBoundedAsWell", "in a long"),
                new Wrong(WrongHistories.NothingIsMissing.class, "aHistoryThatCannotTellSaysSo", "gives []"),
                new Wrong(WrongHistories.WhatIsLeft.class, "aHistoryThatCannotTellSaysSo", "gives [#5, #6, #7]"),
                new Wrong(WrongHistories.AnswersTheFuture.class, "aHistoryThatCannotTellSaysSo", "never given"),
                new Wrong(WrongHistories.NumberInAnInt.class, "aHistoryThatCannotTellSaysSo", "after(4294967301"),
                new Wrong(WrongHistories.NextNumberOverflows.class, "aHistoryThatCannotTellSaysSo",
                        "after(9223372036854775807"),
                new Wrong(WrongHistories.NumberFirst.class, "aMessageThatCannotBeWrittenTakesNoNumber", "last() 3"),
                new Wrong(WrongHistories.RoomFirst.class, "aMessageThatCannotBeWrittenTakesNoNumber",
                        "call encode first"),
                new Wrong(WrongHistories.SwallowsTheFault.class, "aMessageThatCannotBeWrittenTakesNoNumber",
                        "throws nothing"),
                new Wrong(WrongHistories.KeepsTheLock.class, "aMessageThatCannotBeWrittenTakesNoNumber", "finally"),
                new Wrong(WrongHistories.View.class, "whatIsReadDoesNotChangeAndChangesNothing", "a view"),
                new Wrong(WrongHistories.HandsOutItsList.class, "whatIsReadDoesNotChangeAndChangesNothing",
                        "belongs to the reader"),
                new Wrong(WrongHistories.KeepsEverything.class, "aForgottenMessageIsNotHeld", "only grows"),
                new Wrong(WrongHistories.LeavesItInItsSlot.class, "aForgottenMessageIsNotHeld", "set to null"),
                new Wrong(WrongHistories.ForgetsOneOnly.class, "whateverComesItAgreesWithTheModel", "append 70 bytes"),
                new Wrong(WrongHistories.RoomFirst.class, "whateverComesItAgreesWithTheModel", "encode throws"),
                new Wrong(WrongHistories.TwoSafeParts.class, "twoAppendsAtOnceGetTwoNumbers", "one step"),
                new Wrong(WrongHistories.EncodesInBetween.class, "twoAppendsAtOnceGetTwoNumbers", "[1, 2, 3, 3]"),
                new Wrong(WrongHistories.NoLock.class, "twoAppendsAtOnceGetTwoNumbers", "keep the lock"),
                new Wrong(WrongHistories.ReadsWithoutTheLock.class, "aReaderSeesAnAppendWhollyOrNotAtAll",
                        "in the middle of an append"),
                new Wrong(WrongHistories.NumberAheadOfTheMessage.class, "aReaderSeesAnAppendWhollyOrNotAtAll",
                        "in the middle of an append"),
                new Wrong(WrongHistories.ForgetsLater.class, "aReaderSeesAnAppendWhollyOrNotAtAll", "[#1, #2, #3]"),
                new Wrong(WrongHistories.OneListForAllReaders.class, "aReaderSeesAnAppendWhollyOrNotAtAll",
                        "local variables"),
                new Wrong(WrongHistories.OnlyLast.class, "inTheRealServerWhoComesBackMissesNothingAndIsToldOfAGap",
                        "dave reads"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightHistories.Queue.class, RightHistories.Snapshots.class, RightHistories.ByNumber.class,
                RightHistories.ReadersAndWriter.class, RightHistories.Array.class);
    }
}
