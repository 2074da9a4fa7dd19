#!/usr/bin/env bash
# OpenTelemetry's SDK for Node sends the machine id, the host's name, the account and the whole command line with each trace
# Version: @opentelemetry/sdk-node 0.223.0, @opentelemetry/sdk-trace-base 2.12.1, @opentelemetry/api 1.9.1, on Linux
# Date: 2026-12-01
# Expected: with a service's name set and nothing else, a trace says which service it is from. machine-id(5) asks for a keyed
#   hash wherever the id leaves the machine.
# Happens: all detectors are on by default. The resource of a trace has the text of /etc/machine-id as `host.id`, host.name,
#   process.owner, and process.command_args with every argument, such as a license key.
# For Quietkey: the SDK sends none of these. In an app that also uses this package, the receiver of the traces can join a
#   device to a person. Set OTEL_NODE_RESOURCE_DETECTORS=env.
set -euo pipefail
unshare -m true 2>/dev/null || {
  echo 'This needs a mount namespace, as root has.' >&2
  exit 2
}
[ -f /etc/machine-id ] || {
  echo 'There is no /etc/machine-id.' >&2
  exit 2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @opentelemetry/sdk-node@0.223.0 @opentelemetry/sdk-trace-base@2.12.1 \
  @opentelemetry/api@1.9.1 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
echo 0123456789abcdef0123456789abcdef >made-id
cat >see.cjs <<'END'
const { trace } = require('@opentelemetry/api');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');

const exporter = new InMemorySpanExporter();
new NodeSDK({ serviceName: 'app', spanProcessors: [new SimpleSpanProcessor(exporter)] }).start();
trace.getTracer('app').startSpan('start').end();
const look = async (left) => {
  const [span] = exporter.getFinishedSpans();
  if (span === undefined && left > 0) return setTimeout(look, 50, left - 1);
  const { attributes } = span.resource;
  const words = [
    `host.id ${(await attributes['host.id']) ?? 'none'}`,
    `host.name ${attributes['host.name'] === undefined ? 'none' : 'there'}`,
    `process.owner ${attributes['process.owner'] === undefined ? 'none' : 'there'}`,
    `license key ${JSON.stringify(attributes['process.command_args'] ?? []).includes('QK-MADE-UP') ? 'there' : 'none'}`,
  ];
  console.log(words.join(', '));
  return process.exit();
};
look(200);
END
look() {
  unshare -m bash -c 'mount --bind made-id /etc/machine-id && exec env "$@" timeout 60 node see.cjs --license-key QK-MADE-UP' bash \
    "$@" OTEL_METRICS_EXPORTER=none OTEL_LOGS_EXPORTER=none
}
sent=$(look OTEL_NODE_RESOURCE_DETECTORS=all)
default=$(look -u OTEL_NODE_RESOURCE_DETECTORS)
less=$(look OTEL_NODE_RESOURCE_DETECTORS=env)
printf 'by default: %s\nall:        %s\nenv:        %s\n' "$default" "$sent" "$less"
[ "$default" = 'host.id 0123456789abcdef0123456789abcdef, host.name there, process.owner there, license key there' ] &&
  [ "$sent" = "$default" ] && [ "$less" = 'host.id none, host.name none, process.owner none, license key none' ]
