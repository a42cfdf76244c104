package dev.orderflow.connect.bitstamp.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.Arrays;

/**
 * The JSON of a frame, read once and kept, for whoever needs more of it than its {@link
 * Message.Data}. Immutable, and may be read by any thread through cursors of its own.
 */
public final class FrameTokens {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL = 64;

  private final JsonToken[] tokens;
  private final String[] texts;

  private FrameTokens(JsonToken[] tokens, String[] texts) {
    this.tokens = tokens;
    this.texts = texts;
  }

  /**
   * Reads a text.
   *
   * @throws IOException when it is not JSON
   */
  public static FrameTokens of(String text) throws IOException {
    try (Recorder json = new Recorder(JSON.createParser(text))) {
      while (json.nextToken() != null) {
        // It is recorded.
      }
      return json.tokens();
    }
  }

  /** A way through the tokens, from before the first. */
  public Cursor cursor() {
    return new Cursor();
  }

  /** Goes through the tokens as a parser does. Used by one thread. */
  public final class Cursor {

    private int at = -1;

    private Cursor() {}

    /** The next token, which becomes the current one; null behind the last. */
    public JsonToken nextToken() {
      at++;
      return currentToken();
    }

    /** The current token; null before the first and behind the last. */
    public JsonToken currentToken() {
      return at >= 0 && at < tokens.length ? tokens[at] : null;
    }

    /** The name of the next field; null when the next token is none. */
    public String nextFieldName() {
      return nextToken() == JsonToken.FIELD_NAME ? texts[at] : null;
    }

    /** The text of the current token, as it was written: a number keeps its digits. */
    public String text() {
      return texts[at];
    }
  }

  /** Keeps what is read through it. */
  static final class Recorder extends JsonParserDelegate {

    private JsonToken[] tokens = new JsonToken[USUAL];
    private String[] texts = new String[USUAL];
    private int size;

    Recorder(JsonParser json) {
      super(json);
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if (token != null) {
        if (size == tokens.length) {
          tokens = Arrays.copyOf(tokens, 2 * size);
          texts = Arrays.copyOf(texts, 2 * size);
        }
        tokens[size] = token;
        texts[size] = getText();
        size++;
      }
      return token;
    }

    @Override
    public JsonParser skipChildren() throws IOException {
      JsonToken token = currentToken();
      if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
        return this;
      }
      for (int depth = 1; depth > 0; ) {
        JsonToken next = nextToken();
        if (next == null) {
          return this;
        }
        depth += next.isStructStart() ? 1 : next.isStructEnd() ? -1 : 0;
      }
      return this;
    }

    /** What was read so far. */
    FrameTokens tokens() {
      return new FrameTokens(Arrays.copyOf(tokens, size), Arrays.copyOf(texts, size));
    }
  }
}
