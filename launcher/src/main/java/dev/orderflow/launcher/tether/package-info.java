/** What runs inside every started process; packed alone in a jar of its own. */
package dev.orderflow.launcher.tether;
