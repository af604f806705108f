"""Lists, looks and deletes with the commands and forms of Gajim's library (XEP-0050, XEP-0004); prints what it saw.

Usage: nbxmpp_commands.py SERVER-HOST PORT ACCOUNT PASSWORD SERVICE CA FILE-NAME
"""
import sys

import gi

gi.require_version("Soup", "3.0")
from gi.repository import Gio, GLib
from nbxmpp.client import Client
from nbxmpp.const import AdHocAction, ConnectionProtocol, ConnectionType, Mode
from nbxmpp.modules.dataforms import extend_form
from nbxmpp.protocol import JID

HOST, PORT, ACCOUNT, PASSWORD, SERVICE, CA, NAME = sys.argv[1:]
OWN = "sidestream:transfer:0#"


class Asker:
    """Each step yields what it asks, and goes on with the answer."""

    def __init__(self):
        self.loop = GLib.MainLoop()
        self.failure = "not connected"
        self.steps = self.conversation()
        self.client = self.configured_client()
        self.commands = self.client.get_module("AdHoc")

    def configured_client(self):
        account = JID.from_string(ACCOUNT)
        client = Client()
        client.set_domain(account.domain)
        client.set_username(account.localpart)
        client.set_password(PASSWORD)
        client.set_resource("nbxmpp")
        client.set_mode(Mode.CLIENT)
        client.set_custom_host(f"{HOST}:{PORT}", ConnectionProtocol.TCP, ConnectionType.START_TLS)
        client.subscribe("connected", self.begin)
        client.subscribe("connection-failed", self.lost)
        client.subscribe("disconnected", self.lost)
        return client

    def run(self):
        self.client.connect()
        self.loop.run()
        if self.failure:
            sys.exit(f"commands failed: {self.failure}")

    def lost(self, *_signal):
        if self.failure:
            self.failure = f"{self.failure}: {self.client.get_error()}"
        self.loop.quit()

    def begin(self, *_signal):
        self.failure = "the conversation did not end"
        self.go_on(None)

    def answered(self, task):
        # GLib swallows exceptions of callbacks; this program ends by them
        try:
            self.go_on(task.finish())
        except Exception as error:
            self.failure = repr(error)
            self.loop.quit()

    def go_on(self, answer):
        try:
            ask, arguments = self.steps.send(answer)
            ask(*arguments, callback=self.answered)
        except StopIteration:
            self.failure = None
            self.client.disconnect()

    def conversation(self):
        listed = yield self.commands.request_command_list, (SERVICE,)
        offered = {command.node: command for command in listed}
        for node in sorted(offered):
            print("command", node)
        self.tell("my-usage", (yield self.execute(offered[OWN + "my-usage"])))
        files = yield self.execute(offered[OWN + "my-files"])
        self.tell("my-files", files)
        file = self.file_id(files)

        asked = yield self.execute(offered[OWN + "delete-file"])
        self.tell("delete-file", asked)
        sure = yield self.execute(asked, AdHocAction.NEXT, self.filled(asked, "file", file))
        self.tell("delete-file", sure)
        back = yield self.execute(sure, AdHocAction.PREV)
        self.tell("delete-file", back)
        sure = yield self.execute(back, AdHocAction.NEXT, self.filled(back, "file", file))
        self.tell("delete-file", (yield self.execute(sure, AdHocAction.COMPLETE, self.filled(sure, "confirm", True))))

        ended = yield self.execute(offered[OWN + "delete-all"])
        self.tell("delete-all", (yield self.execute(ended, AdHocAction.CANCEL)))

    def execute(self, command, action=None, form=None):
        return self.commands.execute_command, (command, action, form)

    @staticmethod
    def file_id(command):
        """The id of the file of that name, by the columns that the table reports."""
        table = extend_form(command.data)
        print("columns", " ".join(field.var for field in table.reported.iter_fields()))
        return next(item["id"].value for item in table.items if item["name"].value == NAME)

    @staticmethod
    def filled(command, name, value):
        """The form of a command with one answer, as Gajim sends it."""
        form = extend_form(command.data)
        form.type_ = "submit"
        form[name].value = value
        return form.get_purged()

    @staticmethod
    def tell(node, command):
        allowed = sorted(action.value for action in command.actions or ())
        print("status", node, command.status.value, "|".join(allowed))
        for note in command.notes:
            print("note", node, note.type.value, note.text.replace("\n", " / "))


Gio.TlsBackend.get_default().set_default_database(Gio.TlsFileDatabase.new(CA))
Asker().run()
