package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.ManualScheduler;
import aside.testing.RawSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChatConnectorTest {

    @Test
    void noMessageIsHandedOverToThePool() throws Exception {
        Recorder endpoint = new Recorder();
        try (BareJetty jetty = new BareJetty(server ->
                new ChatConnector(server, new ManualScheduler(), Duration.ofMinutes(1)), endpoint);
                RawSocket client = jetty.connect()) {
            long before = jetty.handedOver();

            BareJetty.exchange(20, client, endpoint);

            assertThat(jetty.handedOver()).isEqualTo(before);
            assertThat(jetty.handledInPlace()).isEqualTo(20);
        }
    }
}
