package im.sidestream.http;

import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Distributor;
import im.sidestream.slot.TokenSigner;
import im.sidestream.transfer.PersonalDownloads;

/**
 * What links of single receivers, and the pages of offers and deliveries, stand before.
 *
 * @param downloads files behind receivers' own links
 * @param deliveries what pages show
 * @param distributor takes what is decided on pages
 * @param signer signs the pages' forms
 */
public record DeliveryFace(
        PersonalDownloads downloads, Deliveries deliveries, Distributor distributor, TokenSigner signer) {}
