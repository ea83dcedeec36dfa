package e05_names;

import aside.registry.ClientRegistry;

/** A registry that can tell which names are the same. Given: nothing here is to be changed. */
public interface NameRegistry extends ClientRegistry {

    /**
     * What a name is kept under. Two names that people take for the same have the same key: they differ only in case,
     * or in how their characters are composed (NFKC).
     *
     * @param name a name, as somebody typed it
     * @return its key
     */
    String key(String name);
}
