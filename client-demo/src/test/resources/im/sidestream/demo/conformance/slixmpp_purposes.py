"""Asks for a slot for each purpose of XEP-0363 with slixmpp and prints what it got, a line for each.

slixmpp 1.8.3 is older than purposes: their elements are added here, by its own means.
Usage: slixmpp_purposes.py SERVER-HOST PORT ACCOUNT PASSWORD SERVICE CA EXPIRE-BEFORE
"""
import asyncio
import sys

from slixmpp import JID, ClientXMPP
from slixmpp.exceptions import IqError
from slixmpp.plugins.xep_0363.stanza import Request
from slixmpp.xmlstream import ElementBase, register_stanza_plugin

HOST, PORT, ACCOUNT, PASSWORD, SERVICE, CA, END = sys.argv[1:]
NAMES = ("message", "profile", "ephemeral", "permanent")


def purpose(element):
    """A stanza class for one purpose."""
    return type(element.capitalize(), (ElementBase,), {
        "name": element,
        "namespace": "urn:xmpp:http:upload:purpose:0",
        "plugin_attrib": "purpose_" + element,
        "interfaces": {"expire-before"},
    })


for name in NAMES:
    register_stanza_plugin(Request, purpose(name))


class Asker(ClientXMPP):
    def __init__(self, done):
        super().__init__(ACCOUNT, PASSWORD)
        self.done = done
        self.ca_certs = CA
        self.register_plugin("xep_0030")
        self.register_plugin("xep_0363")
        self.add_event_handler("session_start", self.session_started)
        self.add_event_handler("failed_all_auth", lambda _: self.fail("login refused"))
        self.add_event_handler("ssl_invalid_chain", lambda _: self.fail("certificate refused"))

    def fail(self, reason):
        if not self.done.done():
            self.done.set_exception(RuntimeError(reason))

    async def session_started(self, _event):
        try:
            info = await self["xep_0030"].get_info(JID(SERVICE))
            for feature in sorted(info["disco_info"]["features"]):
                print("feature", feature)
            for element in NAMES:
                print(element, await self.ask(element))
            await self.disconnect()
            self.done.set_result(None)
        except Exception as error:
            self.done.set_exception(error)

    async def ask(self, element):
        iq = self.Iq()
        iq["to"] = SERVICE
        iq["type"] = "get"
        request = iq["http_upload_request"]
        request["filename"] = element + ".txt"
        request["size"] = "5"
        request["content-type"] = "text/plain"
        request.enable("purpose_" + element)
        if element == "ephemeral":
            request["purpose_ephemeral"]["expire-before"] = END
        try:
            slot = (await iq.send(timeout=20))["http_upload_slot"]
            return f"slot {slot['put']['url']} {slot['get']['url']}"
        except IqError as error:
            return f"error {error.etype} {error.condition}"


async def main():
    done = asyncio.get_running_loop().create_future()
    client = Asker(done)
    # an address, not a name: slixmpp would look a name up and take the standard port
    client.connect((HOST, int(PORT)))
    await done


asyncio.get_event_loop().run_until_complete(main())
