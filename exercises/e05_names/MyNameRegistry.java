package e05_names;

import aside.exercise.NotStarted;
import aside.registry.Client;
import aside.registry.UserName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;

/** Who is here, one for each name, whatever comes together. This file is yours: see README.md beside it. */
public final class MyNameRegistry implements NameRegistry {

    private final Map<String, Client> clients;
    private final ReadWriteLock lock;

    /**
     * Makes a registry.
     *
     * @param clients the map to keep the clients in, under the {@link #key} of their names; nobody else touches it
     * @param lock guards the map; it is reentrant
     */
    public MyNameRegistry(Map<String, Client> clients, ReadWriteLock lock) {
        this.clients = clients;
        this.lock = lock;
    }

    /**
     * What a name is kept under.
     *
     * @param name a name, as somebody typed it
     * @return the same for all names that people take for the same
     */
    @Override
    public String key(String name) {
        throw NotStarted.yet("key");
    }

    /**
     * Adds a client unless its name is taken.
     *
     * @param client who joins; {@code client.name().toString()} is its name
     * @return whether it is in now; false if somebody else has the name
     */
    @Override
    public boolean join(Client client) {
        throw NotStarted.yet("join");
    }

    /**
     * Removes this client, and nobody else: when the name belongs to another client by now, that one stays.
     *
     * @param client who leaves
     * @return whether it was here
     */
    @Override
    public boolean leave(Client client) {
        throw NotStarted.yet("leave");
    }

    /**
     * The client with this name.
     *
     * @param name whom to look for
     * @return the client, or empty if nobody by that name is here
     */
    @Override
    public Optional<Client> find(UserName name) {
        throw NotStarted.yet("find");
    }

    /** Everyone who is here at this moment: a copy, which later joins and leaves do not change. */
    @Override
    public List<Client> everyone() {
        throw NotStarted.yet("everyone");
    }
}
