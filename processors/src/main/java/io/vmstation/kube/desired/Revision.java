package io.vmstation.kube.desired;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vmstation.kube.reconcile.DesiredObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Tells states apart: a hash of all objects, whatever the order of objects and of their fields. */
final class Revision {
    private static final ObjectMapper CANONICAL =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();
    private static final int SHOWN = 12;

    private Revision() {}

    /** Twelve digits for these objects, which are in the order of their keys. */
    static String of(List<DesiredObject> objects) {
        MessageDigest digest = sha256();
        for (DesiredObject object : objects) {
            digest.update(bytes(object));
            digest.update((byte) '\n');
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN);
    }

    private static byte[] bytes(DesiredObject object) {
        try {
            return CANONICAL.writeValueAsBytes(object.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON cannot be written: " + object.key(), e);
        }
    }

    /** SHA-256 as hexadecimal digits. */
    static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
