package dev.orderflow.simulator.server;

import java.util.concurrent.CompletionStage;

/** Answers HTTP requests on the exchange thread. */
interface HttpRouter {
  /** Answers with a reply that may come later, never with an exception for a bad request. */
  CompletionStage<HttpReply> handle(HttpCall call);
}
