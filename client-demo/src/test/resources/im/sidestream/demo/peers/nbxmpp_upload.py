"""Uploads one file as Gajim does: nbxmpp finds the service and asks for the slot, libsoup sends the bytes.

Usage: nbxmpp_upload.py FILE, the scene in the environment.
"""
import functools
import mimetypes
import os
import sys
from pathlib import Path
from urllib.parse import urlparse

import gi

gi.require_version("Soup", "3.0")
from gi.repository import Gio, GLib
from nbxmpp.client import Client
from nbxmpp.const import ConnectionProtocol, ConnectionType, Mode
from nbxmpp.errors import StanzaError
from nbxmpp.http import HTTPSession
from nbxmpp.protocol import JID, Message


def guarded(step):
    """GLib swallows exceptions of callbacks; this program ends by them. Methods only: nbxmpp keeps weak references."""
    @functools.wraps(step)
    def call(self, *arguments):
        try:
            step(self, *arguments)
        except Exception as error:
            self.fail(repr(error))
    return call


class Uploader:
    def __init__(self, path):
        self.path = path
        self.type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self.session = HTTPSession()
        self.loop = GLib.MainLoop()
        self.failure = None
        self.unanswered = 0
        self.found = False
        self.sent = False
        self.client = self.configured_client()

    def configured_client(self):
        account = JID.from_string(os.environ["SCENE_ACCOUNT"])
        client = Client()
        client.set_domain(account.domain)
        client.set_username(account.localpart)
        client.set_password(os.environ["SCENE_PASSWORD"])
        client.set_resource("nbxmpp")
        client.set_mode(Mode.CLIENT)
        address = f"{os.environ['SCENE_HOST']}:{os.environ['SCENE_PORT']}"
        client.set_custom_host(address, ConnectionProtocol.TCP, ConnectionType.START_TLS)
        client.subscribe("connected", self.ask_items)
        client.subscribe("connection-failed", lambda *_: self.fail(client.get_error()))
        client.subscribe("disconnected", lambda *_: self.disconnected())
        return client

    def run(self):
        self.client.connect()
        self.loop.run()
        if not self.sent:
            sys.exit(f"upload failed: {self.failure}")

    def fail(self, reason):
        self.failure = reason
        self.loop.quit()

    def disconnected(self):
        self.failure = self.failure or self.client.get_error()
        self.loop.quit()

    @guarded
    def ask_items(self, *_signal):
        domain = JID.from_string(os.environ["SCENE_ACCOUNT"]).domain
        self.client.get_module("Discovery").disco_items(JID.from_string(domain), callback=self.ask_each)

    @guarded
    def ask_each(self, task):
        items = task.finish().items
        self.unanswered = len(items)
        for item in items:
            self.client.get_module("Discovery").disco_info(item.jid, callback=self.pass_disco)

    @guarded
    def pass_disco(self, task):
        self.unanswered -= 1
        try:
            info = task.finish()
        except StanzaError:
            info = None
        if info is None or not info.has_httpupload:
            if self.unanswered == 0 and not self.found:
                raise ValueError("no upload service among the items of the server")
            return
        self.found = True
        limit = info.httpupload_max_file_size
        if limit is None or limit < self.path.stat().st_size:
            raise ValueError(f"max-file-size {limit}")
        self.client.get_module("HTTPUpload").request_slot(
            jid=info.jid, filename=self.path.name, size=self.path.stat().st_size,
            content_type=self.type, callback=self.put)

    @guarded
    def put(self, task):
        slot = task.finish()
        if {urlparse(uri).scheme for uri in (slot.put_uri, slot.get_uri)} != {"https"}:
            raise ValueError("Gajim refuses a slot that is not https")
        request = self.session.create_request()
        request.set_request_body_from_path(self.type, self.path)
        for name, value in slot.headers.items():
            request.get_request_headers().append(name, value)
        request.set_user_data(slot.get_uri)
        request.send("PUT", slot.put_uri, callback=self.tell)

    @guarded
    def tell(self, request):
        url = request.get_user_data()
        if not request.is_complete():
            raise ValueError(f"{request.get_status()} {request.get_error_string()}")
        message = Message(to=os.environ["SCENE_RECEIVER"], typ="chat", body=url)
        message.addChild("x", namespace="jabber:x:oob").addChild("url").setData(url)
        self.client.send_stanza(message)
        self.sent = True
        self.client.disconnect()


# for the XMPP stream and for libsoup alike
Gio.TlsBackend.get_default().set_default_database(Gio.TlsFileDatabase.new(os.environ["SCENE_CA"]))
Uploader(Path(sys.argv[1])).run()
