package aside.grading;

import java.util.List;

/** Exercise 5 is graded. */
class E05GradingTest extends ExerciseGrading {

    private static final String ONE_GETS_IT = "ofTwoWhoWantOneNameOneGetsIt";
    private static final String NOBODY_ELSE = "leavingTakesOutThisClientAndNobodyElse";
    private static final String CASE = "namesThatDifferInCaseAreOneName";
    private static final String DIFFERENT = "differentNamesStayDifferent";
    private static final String FORM = "namesThatDifferInFormAreOneName";

    E05GradingTest() {
        super(5, WrongNames.Plain.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongNames.LooksAndThenAdds.class, ONE_GETS_IT, "another a joins: true",
                        "look and change in one"),
                new Wrong(WrongNames.LocksTwice.class, ONE_GETS_IT, "another a joins: true", "look and change in one"),
                new Wrong(WrongNames.LooksAndThenRemoves.class, NOBODY_ELSE, "at the same time",
                        "look and change in one"),
                new Wrong(WrongNames.RemovesByName.class, NOBODY_ELSE, "nobody has the name", "remove(key, client)"),
                new Wrong(WrongNames.AddsWithoutLock.class, ONE_GETS_IT, "putIfAbsent() without the write lock"),
                new Wrong(WrongNames.FindsWithoutLock.class, "whoJoinsIsFoundUntilItLeaves", "get() without the lock"),
                new Wrong(WrongNames.MindsTheCase.class, CASE, "ALICE", "upper and lower case"),
                new Wrong(WrongNames.KnowsSmallLettersAlone.class, CASE, "STRASSE", "lower case first"),
                new Wrong(WrongNames.NormalisesNothing.class, FORM, "U+0065 U+0301", "NFKC"),
                new Wrong(WrongNames.NormalisesTooLittle.class, FORM, "two keys", "NFKC"),
                new Wrong(WrongNames.NormalisesTooEarly.class, FORM, "U+0301", "once more after it"),
                new Wrong(WrongNames.ThrowsAccentsAway.class, "differentNamesStayDifferent", "two people"),
                new Wrong(WrongNames.AsksTheMachine.class, "theLanguageOfTheMachineDoesNotMatter",
                        "\"TITLE\"", "Locale.ROOT"),
                new Wrong(WrongNames.UpperCaseFirst.class, CASE, "U+1E9E", "lower case first"),
                new Wrong(WrongNames.NormalisesOnlyAfterwards.class, FORM, "two keys", "before the change of case"),
                new Wrong(WrongNames.KeepsAsciiOnly.class, DIFFERENT, "the second is refused"),
                new Wrong(WrongNames.WritesUmlautsOut.class, DIFFERENT, "both have the key", "two people"),
                new Wrong(WrongNames.RemembersByHash.class, DIFFERENT, "hash code"),
                new Wrong(WrongNames.ChecksumAsKey.class, DIFFERENT, "plumless", "buckeroo"),
                new Wrong(WrongNames.BuildsInAField.class, "theRealServerRefusesATakenName", "one thread stood at",
                        "local variable"),
                new Wrong(WrongNames.PutsAndNeverPutsBack.class, ONE_GETS_IT, "ALICE", "putIfAbsent"),
                new Wrong(WrongNames.TakesOutAndPutsBack.class, NOBODY_ELSE, "at the same time",
                        "look and change in one"),
                new Wrong(WrongNames.KeepsTheLockWhenRefused.class, ONE_GETS_IT, "still taken", "finally"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightNames.LooksTwice.class, RightNames.OneAtATime.class, RightNames.LetsTheMapDecide.class,
                RightNames.BytesInHex.class, RightNames.RemembersKeys.class);
    }
}
