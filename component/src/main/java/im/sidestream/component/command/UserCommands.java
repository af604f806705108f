package im.sidestream.component.command;

import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.SlotId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What every user may do with his own files. */
final class UserCommands {

    private static final String CONFIRM = "confirm";
    private static final String SPAN = "span";

    private final OwnUploads uploads;
    private final OwnFiles files;

    UserCommands(OwnUploads uploads, InstantSource clock) {
        this.uploads = uploads;
        this.files = new OwnFiles(uploads, clock);
    }

    List<Command> all() {
        return List.of(
                Command.ofUser("my-files", this::list),
                Command.ofUser("my-usage", by -> end(files.usage(by))),
                Command.ofUser("delete-file", this::delete),
                Command.ofUser("delete-all", by -> confirmed(by, "delete-all", files::deleteAll)),
                Command.ofSomeUsers("keep", files::mayKeep, this::keep),
                Command.ofUser("withdraw", by -> chosen(by, "withdraw", files::withdraw)),
                Command.ofUser("restore", by -> chosen(by, "restore", files::restore)),
                Command.ofUser("export", by -> end(files.export(by))),
                Command.ofUser("erase", by -> confirmed(by, "erase", files::erase)));
    }

    /** A command that ends with a sentence. */
    static CompletableFuture<Step> end(CompletableFuture<String> sentence) {
        return sentence.thenApply(Step.End::saying);
    }

    /** A turn that goes on only for who says so. */
    static Step.Turn sure(Requester by, Function<Requester, CompletableFuture<String>> action) {
        return (button, submission) -> {
            if (!submission.flag(CONFIRM)) {
                throw InvalidAnswer.value(by.text("confirm.missing"));
            }
            return end(action.apply(by));
        };
    }

    /** The field that {@link #sure} asks for. */
    static Field confirmation(Requester by) {
        return Field.flag(CONFIRM, by.text("confirm"), false);
    }

    private CompletableFuture<Step> list(Requester by) {
        FileLook look = new FileLook(new FileList(by.phrases(), false), by.text("command.my-files"), type("my-files"));
        return new Leaves<>(after -> uploads.list(by.owner(), after, FileList.PAGE), look, by).first();
    }

    private CompletableFuture<Step> delete(Requester by) {
        return choice("delete-file", false)
                .ask(
                        by,
                        file -> step(
                                sureForm(by, "delete-file", label(by, file)),
                                by,
                                who -> files.delete(who, file.upload().id())));
    }

    private CompletableFuture<Step> confirmed(
            Requester by, String name, Function<Requester, CompletableFuture<String>> action) {
        return step(sureForm(by, name, by.text("warning." + name)), by, action);
    }

    private static CompletableFuture<Step> step(
            Form form, Requester by, Function<Requester, CompletableFuture<String>> action) {
        return CompletableFuture.completedFuture(Step.Question.last(form, sure(by, action)));
    }

    private static Form sureForm(Requester by, String name, String what) {
        return new Form(by.text("command." + name), what, type(name), List.of(confirmation(by)));
    }

    private CompletableFuture<Step> chosen(
            Requester by, String name, BiFunction<Requester, SlotId, CompletableFuture<String>> action) {
        return choice(name, true)
                .ask(by, file -> end(action.apply(by, file.upload().id())));
    }

    private CompletableFuture<Step> keep(Requester by) {
        return choice("keep", false).ask(by, file -> {
            Map<String, String> spans = new LinkedHashMap<>();
            for (int days : new int[] {7, 30, 90, 180, 365, 3650}) {
                spans.put(days + "d", by.text("days", days));
            }
            Field span = Field.choice(SPAN, by.text("keep.span"), "30d", spans);
            Form form = new Form(by.text("command.keep"), label(by, file), type("keep"), List.of(span));
            Step.Turn turn = (action, submission) -> end(files.keep(
                    by, file.upload().id(), Spans.parse(submission.one(SPAN)).orElse(Duration.ZERO)));
            return CompletableFuture.completedFuture(Step.Question.last(form, turn));
        });
    }

    private static String label(Requester by, OwnUpload file) {
        return new FileList(by.phrases(), false).label(file);
    }

    private FileChoice choice(String name, boolean last) {
        return new FileChoice(uploads, type(name), "command." + name, last);
    }

    private static String type(String name) {
        return "sidestream:transfer:0#" + name;
    }
}
