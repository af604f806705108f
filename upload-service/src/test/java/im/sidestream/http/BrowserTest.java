package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Chromium makes of files: films can be watched from any point, and nothing else is more than looked at. */
final class BrowserTest {
    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final String XHTML = "http://www.w3.org/1999/xhtml";

    @TempDir
    Path directory;

    private RunningService service;
    private Browser browser;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory.resolve("service"));
        browser = new Browser(directory);
    }

    @AfterEach
    void stop() {
        browser.close();
        service.close();
    }

    /** The table of a film's frames stands at its end here, as cameras write it: without ranges nothing would play. */
    @Test
    @Requirement({"R-05", "R-16", "R-25"})
    void aFilmPlaysAndCanBeSought() throws Exception {
        Slot film = stored("film.mp4", film(), "video/mp4");

        String report = browser.open("film.html", film.get().toString());

        assertThat(report).isEqualTo("length 40, played red, 35 blue, 5 red, 25 blue");
        assertThat(service.outcomes)
                .as("parts of it")
                .filteredOn(outcome -> outcome.status() == 206)
                .hasSizeGreaterThanOrEqualTo(2);
    }

    private byte[] film() throws Exception {
        Path file = directory.resolve("film.mp4");
        Process ffmpeg = new ProcessBuilder(
                        "ffmpeg",
                        "-loglevel",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "color=red:s=320x240:r=10:d=20",
                        "-f",
                        "lavfi",
                        "-i",
                        "color=blue:s=320x240:r=10:d=20",
                        "-filter_complex",
                        "[0][1]concat=n=2,noise=alls=40:allf=t,format=yuv420p",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-g",
                        "10",
                        "-qp",
                        "15",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("ffmpeg.log").toFile())
                .start();
        assertThat(ffmpeg.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(ffmpeg.exitValue())
                .as(Files.readString(directory.resolve("ffmpeg.log")))
                .isZero();
        return Files.readAllBytes(file);
    }

    @Test
    @Requirement({"G-01", "G-02"})
    void noScriptOfAFileRunsInWhicheverWayItIsOpened() throws Exception {
        List<String> links = new ArrayList<>();
        String[][] files = {
            {"page.html", "text/html", "<!DOCTYPE html>" + Browser.script("html")},
            {"a.png", "image/png", "<!DOCTYPE html>" + Browser.script("html as png")},
            {"b.png", "text/html", "<!DOCTYPE html>" + Browser.script("png as html")},
            {"a.txt", "text/plain", "<!DOCTYPE html>" + Browser.script("html as text")},
            {"unknown", null, "<!DOCTYPE html>" + Browser.script("html as nothing")},
            {"a.svg", "image/svg+xml", "<svg xmlns='" + SVG + "'>" + Browser.script("svg") + "</svg>"},
            {"a.xhtml", "application/xhtml+xml", "<html xmlns='" + XHTML + "'>" + Browser.script("xhtml") + "</html>"},
            {
                "a.xml",
                "text/xml",
                "<x xmlns:h='" + XHTML + "'>" + Browser.script("xml").replace("script>", "h:script>") + "</x>"
            },
            {"a.mp4", "video/mp4", "<!DOCTYPE html>" + Browser.script("html as film")}
        };
        for (String[] file : files) {
            byte[] content = file[2].getBytes(StandardCharsets.UTF_8);
            links.add(stored(file[0], content, file[1]).get().toString());
        }

        assertThat(browser.open("visit.html", String.join(",", links))).isEqualTo("control");
        assertThat(service.outcomes.stream()
                        .filter(outcome -> outcome.method().equals("GET"))
                        .map(Outcome::slotId)
                        .distinct())
                .as("each was asked for")
                .hasSize(files.length);
    }

    private Slot stored(String name, byte[] content, @Nullable String type) throws IOException {
        Slot slot = service.slot(name, content.length, type);
        try (RawHttp upload = new RawHttp(service.port())) {
            assertThat(upload.put(slot.put(), content.length)
                            .send(content)
                            .reply()
                            .status())
                    .isEqualTo(201);
        }
        return slot;
    }
}
