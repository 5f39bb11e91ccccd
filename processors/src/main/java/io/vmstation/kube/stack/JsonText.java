package io.vmstation.kube.stack;

import com.fasterxml.jackson.databind.node.TextNode;

/** Text as JSON writes it, on one line. */
final class JsonText {
    private JsonText() {}

    static String of(String text) {
        return TextNode.valueOf(text).toString();
    }
}
