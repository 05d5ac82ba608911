package dev.bcs.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Turns error numbers of the system into exceptions that name the path and the reason. */
final class Failures {
  private Failures() {}

  static IOException of(int error, BytePath path) {
    String name = path.toString();
    String why = error == Libc.ELOOP ? "is a symbolic link" : Libc.strerror(error);
    return switch (error) {
      case Libc.ENOENT -> new NoSuchFileException(name, null, why);
      case Libc.EEXIST -> new FileAlreadyExistsException(name, null, why);
      case Libc.EACCES, Libc.EPERM -> new AccessDeniedException(name, null, why);
      case Libc.ENOTEMPTY -> new DirectoryNotEmptyException(name);
      default -> new FileSystemException(name, null, why);
    };
  }
}
