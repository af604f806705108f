"""Takes the first file that is offered, by typing what the offer says, and fetches it. Usage: slixmpp_offer.py TARGET, the
scene in the environment: who receives logs in as its sender."""
import asyncio
import os
import re
import ssl
import sys
import urllib.request
from pathlib import Path

from slixmpp import ClientXMPP


class Receiver(ClientXMPP):
    def __init__(self, done):
        super().__init__(os.environ["SCENE_ACCOUNT"], os.environ["SCENE_PASSWORD"])
        self.done = done
        self.ca_certs = os.environ["SCENE_CA"]
        self.register_plugin("xep_0066")
        self.add_event_handler("session_start", self.session_started)
        self.add_event_handler("message", self.heard)
        self.add_event_handler("failed_all_auth", lambda _: self.fail("login refused"))
        self.add_event_handler("ssl_invalid_chain", lambda _: self.fail("certificate refused"))

    def fail(self, reason):
        if not self.done.done():
            self.done.set_exception(RuntimeError(reason))

    async def session_started(self, _event):
        self.send_presence()
        await self.get_roster()
        Path("ready").touch()

    def heard(self, message):
        words = re.search(r"yes [0-9A-Za-z]+", message["body"])
        if message["oob"]["url"]:
            self.done.set_result(message["oob"]["url"])
        elif words:
            message.reply(words.group()).send()


async def main():
    done = asyncio.get_running_loop().create_future()
    client = Receiver(done)
    # an address, not a name: slixmpp would look a name up and take the standard port
    client.connect((os.environ["SCENE_HOST"], int(os.environ["SCENE_PORT"])))
    url = await done
    await client.disconnect()
    trust = ssl.create_default_context(cafile=os.environ["SCENE_CA"])
    with urllib.request.urlopen(url, context=trust) as answer:
        Path(sys.argv[1]).write_bytes(answer.read())


asyncio.get_event_loop().run_until_complete(main())
