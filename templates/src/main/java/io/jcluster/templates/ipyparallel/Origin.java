package io.jcluster.templates.ipyparallel;

/**
 * Where something was read.
 *
 * @param file its name in the directory
 * @param line from 1; 0 for the file as a whole
 */
record Origin(String file, int line) {

    Origin {
        file = file.replaceAll("[\\p{Cntrl}\\p{Cf}\\x{2028}\\x{2029}]", "?");
    }

    Origin plus(int lines) {
        return new Origin(file, line + lines);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
