package im.sidestream.component.command;

import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.Page;

/** Pages of files. */
record FileLook(FileList list, String title, String type) implements Leaves.Look<OwnUpload> {

    @Override
    public Payload table(Page<OwnUpload> page) {
        return list.table(title, type, page.items());
    }

    @Override
    public String text(Page<OwnUpload> page, int first) {
        return list.lines(page.items(), first);
    }
}
