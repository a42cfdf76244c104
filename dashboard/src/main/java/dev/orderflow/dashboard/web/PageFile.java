package dev.orderflow.dashboard.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the page, from the jar.
 *
 * @param type its media type
 * @param plain its bytes
 * @param gzip the same, compressed once at start
 * @param tag its entity tag, quoted
 */
record PageFile(String type, byte[] plain, byte[] gzip, String tag) {

  private static final List<String> NAMES =
      List.of(
          "index.html",
          "style.css",
          "app.js",
          "chart.js",
          "model.js",
          "stream.js",
          "format.js",
          "palette.js",
          "panels.js",
          "trust.js",
          "price-chart.js",
          "depth-chart.js",
          "order-ends-chart.js",
          "heat-map.js",
          "missing.js",
          "icon.svg",
          "echarts.min.js");

  /** All files by path, {@code /} being the page itself. */
  static Map<String, PageFile> all() {
    Map<String, PageFile> files = new LinkedHashMap<>();
    for (String name : NAMES) {
      files.put('/' + (name.equals("index.html") ? "" : name), load(name));
    }
    return Map.copyOf(files);
  }

  private static PageFile load(String name) {
    try (InputStream in = PageFile.class.getResourceAsStream("/page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks page/" + name);
      }
      byte[] plain = in.readAllBytes();
      ByteArrayOutputStream gzip = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
        out.write(plain);
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain);
      String tag = '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
      return new PageFile(type(name), plain, gzip.toByteArray(), tag);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".html" -> "text/html; charset=utf-8";
      case ".css" -> "text/css; charset=utf-8";
      case ".svg" -> "image/svg+xml";
      default -> "text/javascript; charset=utf-8";
    };
  }
}
