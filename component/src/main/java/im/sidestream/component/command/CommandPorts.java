package im.sidestream.component.command;

import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.ServiceAdministration;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What commands and typed text work on.
 *
 * @param domain the component's domain, as rows name their service
 * @param random makes the ids of sessions
 */
public record CommandPorts(
        String domain,
        OwnUploads uploads,
        ServiceAdministration administration,
        Rights rights,
        InstantSource clock,
        SecureRandom random) {}
