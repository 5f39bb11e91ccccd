package io.vmstation.ipmi.source.lan;

import static java.util.Objects.requireNonNull;

import org.metricshub.ipmi.core.coding.commands.IpmiCommandCoder;
import org.metricshub.ipmi.core.coding.commands.IpmiVersion;
import org.metricshub.ipmi.core.coding.commands.ResponseData;
import org.metricshub.ipmi.core.coding.payload.IpmiPayload;
import org.metricshub.ipmi.core.coding.payload.lan.IpmiLanRequest;
import org.metricshub.ipmi.core.coding.payload.lan.NetworkFunction;
import org.metricshub.ipmi.core.coding.protocol.AuthenticationType;
import org.metricshub.ipmi.core.coding.protocol.IpmiMessage;
import org.metricshub.ipmi.core.coding.security.CipherSuite;

/** Lets the library encode any command, those of DCMI and of makers too, which it does not know. */
final class RawCommand extends IpmiCommandCoder {
    private final Request request;

    RawCommand(Request request, CipherSuite suite) {
        super(IpmiVersion.V20, suite, AuthenticationType.RMCPPlus);
        this.request = requireNonNull(request, "request is null");
    }

    @Override
    public byte getCommandCode() {
        return (byte) request.command();
    }

    /** Never asked for: the one of the message counts. */
    @Override
    public NetworkFunction getNetworkFunction() {
        return NetworkFunction.ApplicationRequest;
    }

    @Override
    protected IpmiPayload preparePayload(int sequenceNumber) {
        return new Message(request, sequenceNumber);
    }

    @Override
    public ResponseData getResponseData(IpmiMessage message) {
        throw new UnsupportedOperationException("answers are read by Session");
    }

    private static final class Message extends IpmiLanRequest {
        Message(Request request, int sequenceNumber) {
            super(
                    NetworkFunction.ApplicationRequest,
                    (byte) request.command(),
                    request.data(),
                    (byte) sequenceNumber);
            networkFunction = (byte) request.function();
        }
    }
}
