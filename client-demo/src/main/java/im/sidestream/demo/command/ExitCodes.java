package im.sidestream.demo.command;

/** What the shell is told. */
final class ExitCodes {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    private ExitCodes() {}
}
