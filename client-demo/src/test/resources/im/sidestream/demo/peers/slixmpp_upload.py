"""Uploads one file with slixmpp and sends the link. Usage: slixmpp_upload.py FILE, the scene in the environment."""
import asyncio
import os
import sys
from pathlib import Path

from slixmpp import JID, ClientXMPP


class Uploader(ClientXMPP):
    def __init__(self, done):
        super().__init__(os.environ["SCENE_ACCOUNT"], os.environ["SCENE_PASSWORD"])
        self.done = done
        self.ca_certs = os.environ["SCENE_CA"]
        self.register_plugin("xep_0066")
        self.register_plugin("xep_0363")
        # slixmpp 1.8.3 cannot search for the service on Python 3.11
        self["xep_0363"].upload_service = JID(os.environ["SCENE_SERVICE"])
        self.add_event_handler("session_start", self.session_started)
        self.add_event_handler("failed_all_auth", lambda _: self.fail("login refused"))
        self.add_event_handler("ssl_invalid_chain", lambda _: self.fail("certificate refused"))

    def fail(self, reason):
        if not self.done.done():
            self.done.set_exception(RuntimeError(reason))

    async def session_started(self, _event):
        try:
            url = await self["xep_0363"].upload_file(Path(sys.argv[1]))
            message = self.make_message(os.environ["SCENE_RECEIVER"], url, mtype="chat")
            message["oob"]["url"] = url
            message.send()
            await self.disconnect()
            self.done.set_result(None)
        except Exception as error:
            self.done.set_exception(error)


async def main():
    done = asyncio.get_running_loop().create_future()
    client = Uploader(done)
    # an address, not a name: slixmpp would look a name up and take the standard port
    client.connect((os.environ["SCENE_HOST"], int(os.environ["SCENE_PORT"])))
    await done


asyncio.get_event_loop().run_until_complete(main())
