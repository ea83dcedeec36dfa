package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RawSocket;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may be an endpoint. */
@Timeout(60)
class EndpointTest {

    /** Public, in a class that is not. */
    public static class Visible implements Session.Listener.AutoDemanding {
        @Override
        public void onWebSocketText(String text) {
            throw new AssertionError("nobody writes");
        }
    }

    /** Not public. */
    static class Hidden implements Session.Listener.AutoDemanding {
        @Override
        public void onWebSocketText(String text) {
            throw new AssertionError("nobody writes");
        }
    }

    @Test
    void anEndpointThatIsNotPublicIsAnInternalErrorForTheClient() throws Exception {
        try (BareJetty jetty = new BareJetty(new Hidden()); RawSocket client = jetty.request()) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 500");
        }
    }

    @Test
    void aPublicOneIsNot() throws Exception {
        try (BareJetty jetty = new BareJetty(new Visible()); RawSocket client = jetty.request()) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
        }
    }
}
