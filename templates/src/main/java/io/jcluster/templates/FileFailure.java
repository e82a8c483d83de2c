package io.jcluster.templates;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** Why a file of this machine could not be read or written. */
public final class FileFailure {

    private FileFailure() {}

    /**
     * The reason as a shell would say it, behind the file's name where Java names one. Java itself
     * puts most reasons into the names of its exceptions.
     */
    public static String inWords(IOException failure) {
        if (failure instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        if (failure instanceof FileSystemException e) {
            return Optional.ofNullable(e.getFile()).map(file -> file + ": ").orElse("") + reason(e);
        }
        return Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString);
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "it is not empty";
        }
        return Optional.ofNullable(e.getReason()).orElseGet(e::toString);
    }
}
