package aside.grading;

import java.util.List;

/** Exercise 5 is graded. */
class E05GradingTest extends ExerciseGrading {

    private static final String ONE_GETS_IT = "ofTwoWhoWantOneNameOneGetsIt";
    private static final String NOBODY_ELSE = "leavingTakesOutThisClientAndNobodyElse";
    private static final String CASE = "namesThatDifferInCaseAreOneName";
    private static final String FORM = "namesThatDifferInFormAreOneName";

    E05GradingTest() {
        super(5, WrongNames.Plain.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of(
                new Wrong(WrongNames.LooksAndThenAdds.class, ONE_GETS_IT, "for the second time", "true to both"),
                new Wrong(WrongNames.LocksTwice.class, ONE_GETS_IT, "true to both", "one write lock"),
                new Wrong(WrongNames.LooksAndThenRemoves.class, NOBODY_ELSE, "the other Alice stays", "one write lock"),
                new Wrong(WrongNames.RemovesByName.class, NOBODY_ELSE, "belongs to nobody", "remove(key, client)"),
                new Wrong(WrongNames.AddsWithoutLock.class, ONE_GETS_IT, "putIfAbsent() without the write lock"),
                new Wrong(WrongNames.FindsWithoutLock.class, "whoJoinsIsFoundUntilItLeaves", "get() without the lock"),
                new Wrong(WrongNames.MindsTheCase.class, CASE, "ALICE", "upper and lower case"),
                new Wrong(WrongNames.KnowsSmallLettersAlone.class, CASE, "STRASSE", "upper case first"),
                new Wrong(WrongNames.NormalisesNothing.class, FORM, "U+0065 U+0301", "NFKC"),
                new Wrong(WrongNames.NormalisesTooLittle.class, FORM, "U+FF41", "NFKC"),
                new Wrong(WrongNames.NormalisesTooEarly.class, FORM, "U+03B9 U+0308 U+0301", "once more after it"),
                new Wrong(WrongNames.ThrowsAccentsAway.class, "differentNamesStayDifferent", "résumé", "two people"),
                new Wrong(WrongNames.AsksTheMachine.class, "theLanguageOfTheMachineDoesNotMatter",
                        "U+0131", "Locale.ROOT"));
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of(RightNames.LooksTwice.class, RightNames.OneAtATime.class, RightNames.LetsTheMapDecide.class);
    }
}
