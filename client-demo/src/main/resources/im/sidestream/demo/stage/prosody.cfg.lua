-- Prosody on loopback with one external component. The names in double braces are filled in by the stage.
run_as_root = true
daemonize = false
pidfile = "{{directory}}/prosody.pid"
data_path = "{{directory}}/data"
log = { { levels = { min = "info" }, to = "file", filename = "{{directory}}/events.log" }, { levels = { min = "warn" }, to = "console" } }

interfaces = { "127.0.0.1" }
-- With Stream Management an answer would wait for the acknowledgement of the one before it.
network_settings = { nagle = false }
c2s_ports = { {{c2sPort}} }
c2s_direct_tls_ports = { {{c2sTlsPort}} }
component_interfaces = { "127.0.0.1" }
component_ports = { {{componentPort}} }
http_ports = { }
https_ports = { }

-- Else it would prefer what it finds for a domain in its own directory, such as the package's for localhost.
certificates = "{{directory}}/no-certificates"
ssl = { certificate = "{{certificate}}", key = "{{key}}" }
c2s_require_encryption = true
authentication = "internal_plain"
storage = "internal"
allow_registration = false
archive_expires_after = "1w"

modules_enabled = {
  "roster", "saslauth", "tls", "disco", "carbons", "pep", "private", "blocklist", "vcard_legacy", "vcard4", "version",
  "time", "ping", "mam", "smacks", "csi_simple", "lastactivity"
}
{{servers}}

{{extra}}

VirtualHost "{{domain}}"

Component "conference.{{domain}}" "muc"
  modules_enabled = { "muc_mam", "vcard_muc" }

Component "upload.{{domain}}"
  component_secret = "{{secret}}"
