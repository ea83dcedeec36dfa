package aside.registry;

import java.util.List;
import java.util.Optional;

/**
 * Who is here. One name belongs to one client at every instant. May be called from any thread.
 *
 * <p>Source: the tutorial's step 建立WebSocket连接与用户管理, a {@code map[string]*Client} under a
 * {@code sync.RWMutex}.
 */
public interface ClientRegistry {

    /**
     * Adds a client unless its name is taken.
     *
     * @param client who joins
     * @return whether it is in now; false if somebody else has the name
     */
    boolean join(Client client);

    /**
     * Removes this client, and nobody else: when the name belongs to another client by now, that one stays.
     *
     * @param client who leaves
     * @return whether it was here
     */
    boolean leave(Client client);

    /**
     * The client with this name.
     *
     * @param name whom to look for
     * @return the client, or empty if nobody by that name is here
     */
    Optional<Client> find(UserName name);

    /** {@return everyone who is here at this moment: a copy, which later joins and leaves do not change} */
    List<Client> everyone();
}
