/** Looks at a page in a real browser; for the tests of other modules too. */
package dev.orderflow.dashboard.browser;
