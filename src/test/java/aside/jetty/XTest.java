package aside.jetty;
import aside.testing.RawSocket;
import java.util.concurrent.*;
import org.eclipse.jetty.io.*;
import org.eclipse.jetty.util.thread.*;
import org.eclipse.jetty.util.thread.strategy.*;
import org.eclipse.jetty.websocket.api.*;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.junit.jupiter.api.Test;
class XTest {
  @Test void x() throws Exception {
     QueuedThreadPool q = new QueuedThreadPool(); q.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
     int k = 0;
     for (ThreadPool p : new ThreadPool[]{new QueuedThreadPool(), new QueuedThreadPool(), q, new VirtualThreadPool()}) {
        Recorder r = new Recorder();
        boolean nb = k++ == 1;
        try (BareJetty jetty = new BareJetty(p, r, c->{ if (nb) c.setInvocationType(Invocable.InvocationType.NON_BLOCKING); });
            RawSocket client = jetty.connect()) {
            EndPoint e = ((WebSocketCoreSession) ((WebSocketSession) r.session()).getCoreSession()).getConnection().getEndPoint();
            for (var s : jetty.connector.getSelectorManager().getContainedBeans(AdaptiveExecutionStrategy.class)) System.out.println("STRAT " + s.getPCTasksConsumed()+" pic "+s.getPICTasksExecuted()+" pec " + s.getPECTasksExecuted() + " epc " + s.getEPCTasksConsumed()+ " prod " + s.getEPCProduceCount());
            for (int i = 0; i < 100; i++) { while (!e.isFillInterested()) Thread.onSpinWait(); client.sendText("hi"); r.hears("text hi"); }
            System.out.println("THREAD " + r.thread + r.thread.isVirtual());
            for (var s : jetty.connector.getSelectorManager().getContainedBeans(AdaptiveExecutionStrategy.class)) System.out.println("STRAT " + s.getPCTasksConsumed()+" pic "+s.getPICTasksExecuted()+" pec " + s.getPECTasksExecuted() + " epc " + s.getEPCTasksConsumed()+ " prod " + s.getEPCProduceCount());
        }
     }
  }
}
