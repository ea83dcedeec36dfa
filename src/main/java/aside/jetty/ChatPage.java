package aside.jetty;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * The chat page at {@code /} and the protocol's schemas at {@code /protocol/}: files from the class path, with headers
 * that let the page do what it needs only.
 */
final class ChatPage extends Handler.Wrapper {

    /** Nothing but this server's own files and its own socket: a script that got into the page could not talk home. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    ChatPage() {
        setHandler(new Handler.Sequence(
                new ContextHandler(files("aside/protocol/", "asyncapi.json"), "/protocol"),
                files("aside/page/", "index.html")));
    }

    private static Handler files(String folder, String first) {
        ResourceHandler files = new ResourceHandler();
        files.setBaseResource(ResourceFactory.of(files).newClassLoaderResource(folder));
        files.setWelcomeFiles(first);
        files.setDirAllowed(false);
        // The browser asks each time and hears "not modified": after an update nobody runs half of the old page.
        files.setCacheControl("no-cache");
        files.setEtags(true);
        return files;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        return super.handle(request, response, callback);
    }
}
