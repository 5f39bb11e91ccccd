package io.vmstation.api;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A step of a route that makes the answer to a request of the API. */
abstract class AnswerStep implements Processor {

    /** The answer. */
    abstract Answer answer(Exchange exchange);

    @Override
    public final void process(Exchange exchange) {
        write(exchange, answer(exchange));
    }

    /** Makes this the answer; nothing of the request stays in it. */
    static void write(Exchange exchange, Answer answer) {
        exchange.getMessage().removeHeaders("*");
        answer.headers().forEach(exchange.getMessage()::setHeader);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, answer.mediaType());
        exchange.getMessage().setBody(answer.body().toString());
    }

    /** A part of the path of the request, such as {@code name} in {@code /api/nodes/{name}}. */
    static String part(Exchange exchange, String name) {
        return String.valueOf(exchange.getMessage().getHeader(name, "", String.class));
    }
}
