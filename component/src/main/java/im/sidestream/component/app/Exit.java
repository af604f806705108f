package im.sidestream.component.app;

/** Exit codes that scripts and service managers rely on. */
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    private Exit() {}
}
