package io.jcluster.launcher.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.background.Messages;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;

/** placeholder until the ways are merged. */
public record Road(HostPort there) {

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("host", there.host())
                .put("port", there.port());
    }

    static Road fromJson(JsonNode json) {
        return new Road(Messages.endpoint(json));
    }

    Wire open(WiredHost host) throws InterruptedException {
        return host.dial(there);
    }
}
