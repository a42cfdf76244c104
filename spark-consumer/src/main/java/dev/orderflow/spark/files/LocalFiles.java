package dev.orderflow.spark.files;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local files, checksums included, without the processes that Hadoop starts where it has
 * no native library: a {@code readlink} for either end of each renaming, and a {@code chmod} for
 * each file. Spark keeps a checkpoint through them, and a batch with state renames two dozen files.
 *
 * <p>The files are the same as Hadoop's own, so a checkpoint may change between the two. Hadoop
 * makes it by name, from the setting {@code fs.AbstractFileSystem.file.impl}.
 */
public final class LocalFiles extends ChecksumFs {

  /**
   * Local files.
   *
   * @param uri {@code file:///}
   * @param configuration Hadoop's settings
   * @throws IOException where Hadoop refuses them
   * @throws URISyntaxException never for a URI of the scheme {@code file}
   */
  public LocalFiles(URI uri, Configuration configuration) throws IOException, URISyntaxException {
    super(new Unchecked(uri, configuration));
  }

  /** The files without their checksums. */
  private static final class Unchecked extends DelegateToFileSystem {

    private static final int NO_PORT = -1;

    Unchecked(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new WithoutProcesses(), configuration, "file", false);
    }

    @Override
    public int getUriDefaultPort() {
      return NO_PORT;
    }

    /** Whatever the operating system takes. */
    @Override
    public boolean isValidName(String name) {
      return true;
    }
  }

  /** Asks Java what Hadoop asks other programs. */
  private static final class WithoutProcesses extends RawLocalFileSystem {

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      PosixFileAttributeView attributes =
          Files.getFileAttributeView(pathToFile(path).toPath(), PosixFileAttributeView.class);
      if (attributes == null || permission.getStickyBit()) {
        super.setPermission(path, permission);
      } else {
        attributes.setPermissions(PosixFilePermissions.fromString(permission.toString()));
      }
    }
  }
}
