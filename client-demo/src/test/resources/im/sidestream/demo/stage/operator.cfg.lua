-- An operator's Prosody on loopback, in the order of Debian's file. The names in double braces are filled in by the test, the last
-- three with what a guide says: above the hosts, in place of the users' host, and at the end.
run_as_root = true
daemonize = false
pidfile = "{{directory}}/prosody.pid"
data_path = "{{directory}}/data"
log = { { levels = { min = "info" }, to = "file", filename = "{{directory}}/events.log" }, { levels = { min = "warn" }, to = "console" } }
interfaces = { "127.0.0.1" }
c2s_ports = { {{c2sPort}} }
c2s_direct_tls_ports = { {{c2sTlsPort}} }
http_ports = { }
https_ports = { }
certificates = "{{directory}}/no-certificates"
ssl = { certificate = "{{certificate}}", key = "{{key}}" }
authentication = "internal_plain"
storage = "internal"
modules_enabled = {
  "disco", "roster", "saslauth", "tls", "blocklist", "bookmarks", "carbons", "limits", "pep", "private", "smacks", "vcard4",
  "vcard_legacy", "csi_simple", "ping", "time", "uptime", "version"
}
modules_disabled = { "s2s" }
{{above}}

{{host}}

{{end}}
