package im.sidestream.component.app;

import im.sidestream.app.Domain;
import im.sidestream.app.UploadService;
import im.sidestream.component.command.DistributionPorts;
import im.sidestream.component.handover.InBandFiles;
import im.sidestream.component.handover.InBandSender;
import im.sidestream.component.offers.AnswerFace;
import im.sidestream.component.offers.Answers;
import im.sidestream.component.offers.Correspondence;
import im.sidestream.component.offers.OutboxPump;
import im.sidestream.component.offers.Outlet;
import im.sidestream.component.offers.Pages;
import im.sidestream.component.offers.PeerFace;
import im.sidestream.component.offers.RoomMembers;
import im.sidestream.component.offers.Voice;
import im.sidestream.component.stanza.Face;
import im.sidestream.slot.SlotLinks;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;

/** One file to many: what is said of deliveries, what is heard, and who works on what waits. */
final class DeliveryFace implements AutoCloseable {
    private final DistributionPorts ports;
    private final List<Face> faces;
    private final OutboxPump pump;

    private DeliveryFace(DistributionPorts ports, List<Face> faces, OutboxPump pump) {
        this.ports = ports;
        this.faces = faces;
        this.pump = pump;
    }

    /**
     * Wires it; nothing is said before {@link #start}.
     *
     * @param isUser whether an account may have files here
     */
    static DeliveryFace of(
            Domain domain, UploadService service, Clock clock, Outlet outlet, Voice voice, Predicate<String> isUser) {
        SlotLinks links = new SlotLinks(domain.config().http().publicUrl());
        Pages pages = new Pages(
                links::personal,
                offer -> links.page(SlotLinks.OFFERS, offer.value()),
                delivery -> links.page(SlotLinks.REPORTS, delivery.value()));
        UploadedBytes uploads = new UploadedBytes(service.downloads());
        InBandSender sender = new InBandSender(outlet, voice);
        Correspondence work = new Correspondence(
                new Correspondence.Ports(
                        domain.name(), service.deliveries(), service.outbox(), domain.ownUploads(), clock),
                outlet,
                voice,
                pages,
                new InBandFiles(
                        sender, uploads::read, () -> domain.deliveryLimits().inBand()));
        OutboxPump pump = new OutboxPump(
                work, domain.name(), domain.deliveryLimits().asking().perSecond(), System::nanoTime);
        Answers answers = new Answers(work, domain.distributor(), pump::wake);
        DistributionPorts ports = new DistributionPorts(
                domain.distributor(),
                service.consents(),
                service.receiverLists(),
                answers,
                new RoomMembers(work),
                uploads::text,
                domain::deliveryLimits,
                pages.report(),
                pump::wake);
        List<Face> faces = List.of(
                new PeerFace(work, domain.distributor(), isUser, pump::wake), new AnswerFace(work, answers), sender);
        return new DeliveryFace(ports, faces, pump);
    }

    DistributionPorts ports() {
        return ports;
    }

    /** What listens before the bot does. */
    List<Face> faces() {
        return faces;
    }

    void start() {
        pump.start();
    }

    @Override
    public void close() {
        pump.close();
    }
}
