/**
 * The command line of the application that {@code spark-submit} starts: jobs, options, and the way
 * from them to a run.
 *
 * <p>Packages depend one way: this one on {@code run}, that on {@code job}, that on {@code kafka}
 * and {@code scan}, those on {@code source}, and that on {@code market}. {@code PackagesTest} holds
 * them to it.
 */
package dev.orderflow.spark;
