package io.vmstation.ipmi.source.lan;

/**
 * What a controller is: Get Device ID, IPMI 2.0 section 20.1.
 *
 * @param firmware revision, such as {@code 3.45}
 * @param manufacturer private enterprise number
 */
record DeviceId(String firmware, int manufacturer) {

    static DeviceId of(Conversation bmc) throws LanFailure {
        Answer answer = bmc.ask(new Request("Get Device ID", 0x06, 0x01)).orFail();
        return new DeviceId(
                "%d.%02x".formatted(answer.at(2) & 0x7f, answer.at(3)),
                answer.two(6) | (answer.at(8) & 0x0f) << 16);
    }
}
