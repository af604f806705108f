// Runs commands (XEP-0050) in the window that Converse.js has for them, by clicks, and tells the page's server what it
// showed. Whom to log in and which service to ask is in settings.json.
import converse from "/dist/converse.min.js";

const settings = await (await fetch("/settings.json")).json();
const report = {};

const tell = () => fetch("/report", { method: "POST", body: JSON.stringify(report) });

// What `look` finds, as soon as there is something.
async function until(what, look) {
  for (let tries = 0; tries < 200; tries++) {
    const found = look();
    if (found) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`there is no ${what}`);
}

const node = (name) => `a[data-command-node="sidestream:transfer:0#${name}"]`;

class Commands {
  constructor(view) {
    this.view = view;
  }

  find(selector) {
    return until(selector, () => this.view.querySelector(selector));
  }

  async press(action) {
    (await this.find(`input[data-action="${action}"]`)).click();
  }

  async list() {
    (await this.find('input[name="jid"]')).value = settings.service;
    (await this.find('input[type="submit"]')).click();
    await this.find(node("my-files"));
    return Array.from(this.view.querySelectorAll("a[data-command-node]"), (link) => link.dataset.commandName);
  }

  async table(name) {
    (await this.find(node(name))).click();
    await this.find("td");
    const cells = Array.from(this.view.querySelectorAll("tbody tr"), (row) =>
      Object.fromEntries(Array.from(row.children, (cell) => [cell.dataset.var, cell.textContent])));
    (await this.find(node(name))).click();
    return cells;
  }

  async delete(file) {
    (await this.find(node("delete-file"))).click();
    const choice = await this.find("select");
    const option = Array.from(choice.options).find((one) => one.textContent.includes(file));
    choice.value = option.value;
    await this.press("next");
    (await this.find('input[type="checkbox"]')).click();
    await this.press("complete");
    return (await this.find(":scope > p.form-help")).textContent;
  }
}

async function run(api) {
  const modal = await api.modal.show("converse-user-settings-modal");
  (await until("tab of commands", () => modal.querySelector("#commands-tab"))).click();
  const view = await until("view of commands", () => modal.querySelector("converse-adhoc-commands"));
  const commands = new Commands(view);
  try {
    report.commands = await commands.list();
    report.files = await commands.table("my-files");
    report.deleted = await commands.delete(settings.file);
  } catch (error) {
    report.error = `${error} in ${view.innerText}`;
  }
}

converse.plugins.add("commands-by-clicks", {
  initialize() {
    const { api } = this._converse;
    api.listen.once("connected", () => run(api).catch((error) => (report.error = String(error))).then(tell));
  },
});

converse.initialize({
  assets_path: "/dist/",
  authentication: "login",
  auto_login: true,
  jid: settings.jid,
  password: settings.password,
  websocket_url: settings.websocket,
  discover_connection_methods: false,
  view_mode: "fullscreen",
  i18n: "en",
  whitelisted_plugins: ["commands-by-clicks"],
});
