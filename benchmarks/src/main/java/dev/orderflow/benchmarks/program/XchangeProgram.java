package dev.orderflow.benchmarks.program;

import info.bitrich.xchangestream.bitstamp.v2.BitstampStreamingService;
import io.reactivex.rxjava3.disposables.Disposable;
import java.io.IOException;
import java.util.function.Consumer;

/** XChange's stream of a channel of Bitstamp's, which reconnects by itself, into a producer. */
public final class XchangeProgram {

  private XchangeProgram() {}

  /**
   * Runs as {@link ProducerProgram} says.
   *
   * @param arguments the broker's address
   * @throws IOException where the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    ProducerProgram.serve(arguments[0], XchangeProgram::open);
  }

  private static Runnable open(String url, String channel, Consumer<String> frames) {
    BitstampStreamingService service = new BitstampStreamingService(url);
    service.connect().blockingAwait();
    // Its own market data service names the event too, and 5.2.0 then hands no trade on.
    Disposable subscription =
        service
            .subscribeChannel(channel)
            .subscribe(
                message -> frames.accept(message.toString()),
                failure -> System.out.println("failed " + failure));
    return () -> {
      subscription.dispose();
      service.disconnect().blockingAwait();
    };
  }
}
