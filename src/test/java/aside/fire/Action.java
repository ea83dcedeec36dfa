package aside.fire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One thing that somebody does. Who is not here joins first, so that any part of a list of actions is a list of
 * actions, too: that is what makes a history that fails short.
 *
 * @param kind what
 * @param who who, by number
 * @param whom to whom, by number, where that matters
 * @param dice decides what the kind leaves open
 */
record Action(Kind kind, int who, int whom, long dice) {

    /** What somebody may do, and how often in a thousand. */
    enum Kind {
        /** A public message. */
        TALK(600),
        /** A private message. */
        WHISPER(250),
        /** A close frame. */
        LEAVE(25),
        /** An RST. */
        RESET(15),
        /** Stays connected and answers nothing any more. */
        FALL_SILENT(5),
        /** Tries to join under a name that somebody may have, written in another way. */
        TAKE_NAME(50),
        /** A stranger sends what nobody should send. */
        SEND_GARBAGE(53),
        /** A stranger sends faster than anybody may. */
        FLOOD(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /** Actions that depend on the seed and on nothing else. */
    static List<Action> generate(long seed, int people, int count) {
        Random dice = new Random(seed);
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            actions.add(new Action(kind(dice), dice.nextInt(people), dice.nextInt(people), dice.nextLong()));
        }
        return actions;
    }

    private static Kind kind(Random dice) {
        int left = dice.nextInt(1_000);
        for (Kind kind : Kind.values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the weights add up to 1,000");
    }

    @Override
    public String toString() {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (kind) {
            case WHISPER, TAKE_NAME -> name + " " + who + " -> " + whom;
            default -> name + " " + who;
        };
    }
}
