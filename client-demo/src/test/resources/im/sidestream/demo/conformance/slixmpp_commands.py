"""Lists, looks and deletes with slixmpp's own commands and forms (XEP-0050, XEP-0004); prints what it saw, by lines.

Usage: slixmpp_commands.py SERVER-HOST PORT ACCOUNT PASSWORD SERVICE CA FILE-NAME
"""
import asyncio
import sys

from slixmpp import ClientXMPP

HOST, PORT, ACCOUNT, PASSWORD, SERVICE, CA, NAME = sys.argv[1:]
OWN = "sidestream:transfer:0#"


class Asker(ClientXMPP):
    def __init__(self, done):
        super().__init__(ACCOUNT, PASSWORD)
        self.done = done
        self.ca_certs = CA
        for plugin in ("xep_0030", "xep_0004", "xep_0050"):
            self.register_plugin(plugin)
        self.add_event_handler("session_start", self.session_started)
        self.add_event_handler("failed_all_auth", lambda _: self.fail("login refused"))
        self.add_event_handler("ssl_invalid_chain", lambda _: self.fail("certificate refused"))

    def fail(self, reason):
        if not self.done.done():
            self.done.set_exception(RuntimeError(reason))

    async def session_started(self, _event):
        try:
            commands = await self["xep_0050"].get_commands(SERVICE)
            for _jid, node, _name in sorted(commands["disco_items"]["items"]):
                print("command", node)
            self.tell("my-usage", (await self.begin("my-usage"))[0])
            listed, _ = await self.begin("my-files")
            self.tell("my-files", listed)
            await self.delete(self.file_id(listed))
            await self.cancel("delete-all")
            await self.disconnect()
            self.done.set_result(None)
        except Exception as error:
            self.fail(repr(error))

    def file_id(self, listed):
        """The id of the file of that name, by the columns that the table reports."""
        form = listed["command"]["form"]
        columns = list(form.get_reported())
        print("columns", " ".join(columns))
        return next(item["id"] for item in form.get_items() if item["name"] == NAME)

    async def delete(self, file):
        asked, session = await self.begin("delete-file")
        self.tell("delete-file", asked)
        sure, session = await self.answer(asked, session, {"file": file}, self["xep_0050"].continue_command)
        self.tell("delete-file", sure)
        done, _ = await self.answer(sure, session, {"confirm": True}, self["xep_0050"].complete_command)
        self.tell("delete-file", done)

    async def cancel(self, node):
        asked, session = await self.begin(node)
        ended, _ = await self.answer(asked, session, None, self["xep_0050"].cancel_command)
        self.tell(node, ended)

    def begin(self, node):
        """Starts a command and waits for its answer."""
        session, answer = self.session()
        self["xep_0050"].start_command(SERVICE, OWN + node, session)
        return asyncio.wait_for(answer, 20)

    def answer(self, asked, session, values, button):
        """Fills in the form that was asked, presses the button and waits for the answer."""
        follow, answer = self.session()
        session.update(follow)
        if values is None:
            session.pop("payload", None)
        else:
            form = asked["command"]["form"]
            form.reply()
            form.set_values(values)
            session["payload"] = form
        button(session)
        return asyncio.wait_for(answer, 20)

    @staticmethod
    def session():
        answer = asyncio.get_running_loop().create_future()
        return {
            "next": lambda iq, session: answer.set_result((iq, session)),
            "error": lambda iq, session: answer.set_exception(RuntimeError(str(iq["error"]))),
        }, answer

    @staticmethod
    def tell(node, iq):
        command = iq["command"]
        print("status", node, command["status"], "|".join(sorted(command["actions"])))
        for kind, text in command["notes"]:
            print("note", node, kind, text.replace("\n", " / "))


async def main():
    done = asyncio.get_running_loop().create_future()
    client = Asker(done)
    # an address, not a name: slixmpp would look a name up and take the standard port
    client.connect((HOST, int(PORT)))
    await done


asyncio.get_event_loop().run_until_complete(main())
