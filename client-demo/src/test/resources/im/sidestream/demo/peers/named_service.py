"""A poezio plugin that names the upload service, which slixmpp 1.8.3 cannot search for on Python 3.11."""
import os

from poezio.plugin import BasePlugin
from slixmpp import JID


class Plugin(BasePlugin):
    def init(self):
        self.core.xmpp["xep_0363"].upload_service = JID(os.environ["SCENE_SERVICE"])
