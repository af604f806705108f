package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.OfferId;
import im.sidestream.http.DevTools.Node;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.Slot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * protocol.md §4(b), 6, in a real Chromium that runs no script of any page: offers are decided with a keyboard alone, in a narrow
 * window, with what a screen reader is told, in light and dark (WCAG 2.2: 1.3.1, 1.4.3, 1.4.10, 1.4.11, 2.1.1, 2.4.7, 4.1.2).
 */
final class PageBrowserTest {
    private static final String YES = "Yes, send me the file";
    private static final String NO = "No";
    private static final Set<String> CONTROLS = Set.of("button", "link", "DisclosureTriangle", "textbox", "checkbox");

    private static Chromium chromium;

    @TempDir
    Path directory;

    private RunningService service;
    private DevTools browser;
    private Delivery delivery;
    private OfferId offer;
    private byte[] content;

    @BeforeAll
    static void open(@TempDir Path profile) throws Exception {
        chromium = new Chromium(profile);
    }

    @AfterAll
    static void end() {
        chromium.close();
    }

    @BeforeEach
    void start() throws Exception {
        service = new RunningService(directory.resolve("service"));
        content = "minutes".getBytes(StandardCharsets.UTF_8);
        Slot slot = service.slot("minutes.txt", content.length, "text/plain");
        try (RawHttp client = new RawHttp(service.port())) {
            client.put(slot.put(), content.length).send(content).reply();
        }
        delivery = service.deliveries.add(
                slot.id(), new Delivery.Content("minutes.txt", content.length, "text/plain"), "Please read");
        offer = service.deliveries.invite(delivery, "bob@south.example");
        browser = chromium.page();
        browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    }

    @AfterEach
    void stop() {
        browser.close();
        service.close();
    }

    @Test
    void aReceiverAcceptsAndDownloadsWithTheKeyboardAlone() throws Exception {
        Path downloads = Files.createDirectory(directory.resolve("downloads"));
        browser.call("Page.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", downloads.toString()));
        browser.open(offerPage());
        tabTo(YES);
        browser.load(browser::enter);

        assertThat(state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(names("heading")).contains("You said yes");
        LinkId link = Objects.requireNonNull(service.deliveries.offer(offer).link());
        tabTo("Download minutes.txt");
        browser.enter();
        await().atMost(Duration.ofSeconds(60)).until(() -> service.links.downloaded.contains(link));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(downloads.resolve("minutes.txt")));
        assertThat(Files.readAllBytes(downloads.resolve("minutes.txt"))).isEqualTo(content);
    }

    @Test
    void aReceiverTakesAYesBackWithTheKeyboardAlone() {
        browser.open(offerPage());
        tabTo(YES);
        browser.load(browser::enter);
        tabTo("Take my yes back");
        browser.load(browser::enter);
        assertThat(state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(names("heading")).contains("You said no");
    }

    @Test
    void aReceiverTakesABlockBackWithTheKeyboardAlone() {
        browser.open(offerPage());
        tabTo("No, and block this sender");
        browser.load(browser::enter);
        assertThat(names("heading")).contains("You said no, and blocked this sender");
        assertThat(names("button")).containsExactly("Ask me again for this sender");
        assertThat(browser.tree().stream().filter(node -> node.role().equals("button")))
                .allMatch(node -> node.description().startsWith("Your no to this file stays"));
        assertThat(service.deliveries.blocks(offer).join()).isTrue();

        tabTo("Ask me again for this sender");
        browser.load(browser::enter);
        assertThat(service.deliveries.blocks(offer).join()).isFalse();
        assertThat(state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(names("heading")).contains("You said no");
        assertThat(names("button")).isEmpty();
    }

    @Test
    void aReceiverDeclinesWithTheKeyboardAlone() {
        browser.open(offerPage());
        tabTo(NO);
        browser.load(browser::enter);
        assertThat(state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(names("heading")).contains("You said no");
        assertThat(names("button")).isEmpty();
    }

    @Test
    void aSenderTakesEverythingBackWithTheKeyboardAlone() {
        OfferId other = service.deliveries.invite(delivery, "carol@south.example");
        browser.open(reportPage());
        tabTo("Withdraw from everybody \u2026");
        browser.enter();
        tabTo("Yes, withdraw from everybody");
        browser.load(browser::enter);
        assertThat(List.of(state(), service.deliveries.offer(other).state())).containsOnly(DeliveryState.WITHDRAWN);
    }

    @Test
    void aSenderTakesOneReceiversFileBackWithTheKeyboardAlone() {
        OfferId other = service.deliveries.invite(delivery, "carol@south.example");
        browser.open(reportPage());
        tabTo("Withdraw from carol@south.example");
        browser.load(browser::enter);
        assertThat(service.deliveries.offer(other).state()).isEqualTo(DeliveryState.WITHDRAWN);
        assertThat(state()).isEqualTo(DeliveryState.PENDING);
    }

    /** Moves the focus on until it is where that name is, and sees that it is seen on its way (WCAG 2.4.7). */
    private void tabTo(String name) {
        for (int i = 0; i < 12; i++) {
            browser.tab();
            assertThat(browser.evaluate(
                            "document.activeElement === document.body || (document.activeElement.matches(':focus-visible')"
                                    + " && parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"
                                    + " && getComputedStyle(document.activeElement).outlineStyle === 'solid')"))
                    .as("the focus is seen")
                    .isEqualTo("true");
            if (focused().equals(name)) {
                return;
            }
        }
        assertThat(focused()).isEqualTo(name);
    }

    private String focused() {
        return browser.tree().stream()
                .filter(node -> "true".equals(node.properties().get("focused")))
                .filter(node -> !node.role().equals("RootWebArea"))
                .map(Node::name)
                .findFirst()
                .orElse("");
    }

    private List<String> names(String role) {
        return browser.tree().stream()
                .filter(node -> node.role().equals(role))
                .map(Node::name)
                .toList();
    }

    @Test
    void aScreenReaderIsToldWhatThereIsToDecide() {
        browser.open(offerPage());
        List<Node> tree = browser.tree();

        assertThat(browser.evaluate("document.documentElement.lang")).isEqualTo("en");
        assertThat(names("RootWebArea")).containsExactly("File offer: minutes.txt");
        assertThat(names("main")).hasSize(1);
        assertThat(names("heading")).containsExactly("Somebody wants to send you a file", "Message of the sender");
        assertThat(names("group")).containsExactly("Do you want the file?");
        assertThat(names("button")).containsExactly(YES, NO, "No, and block this sender");
        assertThat(names("blockquote")).containsExactly("Message of the sender");
        assertThat(tree.stream().filter(node -> node.role().equals("button")).map(Node::description))
                .allMatch(text -> text.startsWith("The sender learns your answer"));
        assertThat(names("StaticText")).contains("alice@example.org", "minutes.txt", "text/plain", "7 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1280})
    void aScreenReaderIsToldOfATable(int width) {
        resize(width);
        service.deliveries.become(offer, DeliveryState.DOWNLOADED);
        service.deliveries.invite(delivery, "carol@south.example");
        browser.open(reportPage());

        assertThat(names("table")).containsExactly("Receivers");
        assertThat(names("columnheader")).containsExactly("Receiver", "State", "Since", "Action");
        assertThat(names("row")).hasSize(3);
        assertThat(names("cell")).contains("bob@south.example", "downloaded", "carol@south.example", "not answered");
        assertThat(names("button")).containsExactly("Withdraw from carol@south.example");
        assertThat(names("DisclosureTriangle")).containsExactly("Withdraw from everybody \u2026");
    }

    @Test
    void everyControlHasANameOnEveryPage() {
        for (String page : pages()) {
            browser.open(page);
            assertThat(browser.tree().stream().filter(node -> CONTROLS.contains(node.role())))
                    .as(page)
                    .allMatch(node -> !node.name().isBlank());
            assertThat(names("heading")).as(page).isNotEmpty();
            assertThat(browser.evaluate("document.title.length > 0 && document.querySelectorAll('h1').length"))
                    .as(page)
                    .isEqualTo("1");
        }
    }

    /** WCAG 1.4.10: nothing is wider than 320 px, whatever senders write. */
    @Test
    void nothingIsWiderThanANarrowWindow() {
        resize(320);
        String wide = "W".repeat(900) + ".tar.gz";
        Delivery large = service.deliveries.add(
                Objects.requireNonNull(delivery.file()),
                new Delivery.Content(wide, 1L << 40, wide),
                wide + "\n" + wide);
        OfferId long1 = service.deliveries.invite(large, wide + "@south.example");
        List<String> all = new java.util.ArrayList<>(pages());
        all.add(base() + "o/" + long1);
        all.add(base() + "r/" + large.id());
        for (String page : all) {
            browser.open(page);
            assertThat(browser.evaluate("innerWidth")).isEqualTo("320");
            assertThat(browser.evaluate(
                            "Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll("
                                    + "'main *')].map(one => Math.ceil(one.getBoundingClientRect().right)))"))
                    .as(page)
                    .satisfies(right -> assertThat(Integer.parseInt(right)).isLessThanOrEqualTo(320));
        }
    }

    private void resize(int width) {
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 640, "deviceScaleFactor", 1, "mobile", false));
    }

    /** WCAG 1.4.3 and 1.4.11: text stands out by 4.5 to 1, edges of controls and the focus by 3 to 1. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everythingCanBeSeen(String scheme) throws Exception {
        browser.call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        for (String page : pages()) {
            browser.open(page);
            browser.tab();
            double back = Double.parseDouble(
                    browser.evaluate(script("luminance(getComputedStyle(document.body).backgroundColor)")));
            assertThat(back)
                    .as(scheme)
                    .satisfies(light -> assertThat(light > 0.5).isEqualTo(scheme.equals("light")));
            assertThat(browser.evaluate(script("faint()")))
                    .as(page + " " + scheme)
                    .isEmpty();
        }
    }

    private static String script(String expression) throws Exception {
        try (var in = Objects.requireNonNull(PageBrowserTest.class.getResourceAsStream("contrast.js"))) {
            return "(() => {" + new String(in.readAllBytes(), StandardCharsets.UTF_8) + "return " + expression + "})()";
        }
    }

    /** What a sender writes is shown as it is and does nothing, where scripts may run, too. */
    @Test
    void whatASenderWritesDoesNothing() {
        browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        String hostile = "<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>";
        Delivery bad = service.deliveries.add(
                Objects.requireNonNull(delivery.file()), new Delivery.Content(hostile, 1, hostile), hostile);
        OfferId id = service.deliveries.invite(bad, "bob@south.example");
        browser.open(base() + "o/" + id);
        assertThat(browser.evaluate("document.title")).isEqualTo("File offer: " + hostile);
        assertThat(browser.evaluate("document.querySelectorAll('img, script').length"))
                .isEqualTo("0");
        assertThat(browser.evaluate("document.querySelector('blockquote').textContent"))
                .isEqualTo(hostile);
    }

    /** Every kind of page that there is. */
    private List<String> pages() {
        OfferId accepted = invited(DeliveryState.ACCEPTED);
        OfferId declined = invited(DeliveryState.DECLINED);
        OfferId blocked = invited(DeliveryState.DECLINED);
        service.deliveries.block(blocked);
        OfferId gone = invited(DeliveryState.WITHDRAWN);
        return List.of(
                offerPage(),
                base() + "o/" + accepted,
                base() + "o/" + declined,
                base() + "o/" + blocked,
                base() + "o/" + gone,
                base() + "o/" + "A".repeat(27),
                reportPage());
    }

    private OfferId invited(DeliveryState state) {
        OfferId id = service.deliveries.invite(delivery, state.word() + "@south.example");
        service.deliveries.become(id, state);
        return id;
    }

    private DeliveryState state() {
        return service.deliveries.offer(offer).state();
    }

    private String base() {
        return "http://localhost:" + service.port() + "/";
    }

    private String offerPage() {
        return base() + "o/" + offer;
    }

    private String reportPage() {
        return base() + "r/" + delivery.id();
    }
}
