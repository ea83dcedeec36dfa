package aside.grading;

import aside.registry.LockedClientRegistry;
import java.util.List;

/** Exercise 1 is graded. */
class E01GradingTest extends ExerciseGrading {

    private static final String RIGHT_LOCK = "theLockGuardsTheMapAndNothingElse";
    private static final String FREE = "theLockIsFreeAfterwardsAlsoIfTheMapFails";
    private static final String WAITS = "whoComesWhileTheLockIsTakenWaits";
    private static final String FOUND = "whoJoinsIsFoundUntilItLeaves";
    private static final String TOGETHER = "twoReadersGetInTogether";

    E01GradingTest() {
        super(1, LockedClientRegistry.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongRegistries.NoLock.class, RIGHT_LOCK, "join", "putIfAbsent() without the write lock"),
                new Wrong(WrongRegistries.ReadsWithoutLock.class, RIGHT_LOCK, "find", "get() without the lock"),
                new Wrong(WrongRegistries.AddsUnderTheReadLock.class, RIGHT_LOCK, "join", "under the read lock"),
                new Wrong(WrongRegistries.UpgradesTheLock.class, RIGHT_LOCK, "leave", "would wait for itself"),
                new Wrong(WrongRegistries.CopiesAfterTheUnlock.class, RIGHT_LOCK, "everyone", "without the lock"),
                new Wrong(WrongRegistries.StreamsAfterTheUnlock.class, RIGHT_LOCK, "everyone", "without the lock"),
                new Wrong(WrongRegistries.RemovesThroughAnIterator.class, RIGHT_LOCK, "remove() under the read lock"),
                new Wrong(WrongRegistries.ReturnsAView.class, "whatEveryoneReturnsIsACopy", "reads the map", "view"),
                new Wrong(WrongRegistries.PutsOverTheHolder.class, "aTakenNameIsRefusedAndItsHolderStays",
                        "another alice has the name", "putIfAbsent"),
                new Wrong(WrongRegistries.RemovesByName.class, "aLateLeaveDoesNotTakeTheNextHolderOut",
                        "nobody has the name", "remove(name, client)"),
                new Wrong(WrongRegistries.UnlocksWithoutFinally.class, FREE, "still taken", "finally"),
                new Wrong(WrongRegistries.ForgetsToUnlockOnce.class, FREE, "still taken", "early return"),
                new Wrong(WrongRegistries.ReadsUnderTheWriteLock.class, TOGETHER, "the second waits", "read lock"),
                new Wrong(WrongRegistries.Synchronized.class, TOGETHER, "the second waits", "synchronized"),
                new Wrong(WrongRegistries.GivesUpOnABusyLock.class, "whoComesWhileTheLockIsTakenWaits",
                        "seen      false", "tryLock"),
                new Wrong(WrongRegistries.FindsNobodyWhenBusy.class, "whoComesWhileTheLockIsTakenWaits",
                        "find(bob)", "seen      Optional.empty"),
                new Wrong(WrongRegistries.ListsUnderTheWriteLock.class, TOGETHER, "everyone()", "read lock"),
                new Wrong(WrongRegistries.KeepsAMapOfItsOwn.class, "whoJoinsIsFoundUntilItLeaves",
                        "seen      {}", "the map that the constructor gets"),
                new Wrong(WrongRegistries.WaitsForItself.class, "whoJoinsIsFoundUntilItLeaves",
                        "an end within 1 s", "WrongRegistries.java:", "alone.acquireUninterruptibly()"),
                new Wrong(WrongRegistries.LooksAndThenAdds.class, "twoAtTheSameTimeAreOneAfterTheOther",
                        "another a joins: true", "look and change in one"),
                new Wrong(WrongRegistries.RemembersInAStaticField.class, FOUND, "find() returns", "share"),
                new Wrong(WrongRegistries.GivesUpAfterASecond.class, WAITS, "seen      false",
                        "with or without a time"),
                new Wrong(WrongRegistries.GivesUpWhenInterrupted.class, WAITS, "is interrupted", "seen      false"),
                new Wrong(WrongRegistries.LeavesALittleLater.class, FOUND, "a thread of its own", "its work is done"),
                new Wrong(WrongRegistries.KnowsTheNameByItsObject.class, FOUND, "Optional[alice]", "Optional.empty"),
                new Wrong(WrongRegistries.CollectsInASet.class, RIGHT_LOCK, "calls hashCode() of a client", "HashSet"),
                new Wrong(WrongRegistries.AsksForTheSizeFirst.class, RIGHT_LOCK, "size() without the lock"),
                new Wrong(WrongRegistries.UnlocksAfterExceptionsOnly.class, FREE, "leave(", "finally"),
                new Wrong(WrongRegistries.ListsOneTwice.class, FOUND, "joins", "everyone() returns"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(WrongRegistries.Plain.class, RightRegistries.CopyOnWrite.class, RightRegistries.Reentrant.class,
                RightRegistries.LooksTwice.class, RightRegistries.SnapshotForAllWhoRead.class,
                RightRegistries.Patient.class);
    }
}
