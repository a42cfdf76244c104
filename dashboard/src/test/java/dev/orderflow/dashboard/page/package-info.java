/** A dashboard's process, its page in a browser, and what the server sends it; for tests. */
package dev.orderflow.dashboard.page;
