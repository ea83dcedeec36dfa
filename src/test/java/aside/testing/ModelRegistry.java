package aside.testing;

import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a registry promises, as a list: short, slow and obviously right. For one thread. */
public final class ModelRegistry implements ClientRegistry {

    private final List<Client> here = new ArrayList<>();

    @Override
    public boolean join(Client client) {
        return find(client.name()).isEmpty() && here.add(client);
    }

    @Override
    public boolean leave(Client client) {
        return here.removeIf(other -> other == client);
    }

    @Override
    public Optional<Client> find(UserName name) {
        return here.stream().filter(client -> client.name().equals(name)).findFirst();
    }

    @Override
    public List<Client> everyone() {
        return List.copyOf(here);
    }
}
