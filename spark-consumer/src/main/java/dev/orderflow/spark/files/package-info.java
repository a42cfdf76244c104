/**
 * Files of a checkpoint on a local disk, read and written without starting processes. Knows Hadoop
 * and nothing of the jobs.
 */
package dev.orderflow.spark.files;
