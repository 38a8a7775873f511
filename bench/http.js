import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { exitCodesWithRecord } from './lib/clients.js';
import { runScript } from './lib/options.js';
import { readWrk2 } from './lib/read-outputs.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { watchMemory } from './lib/watch-memory.js';

// Sends HTTP requests to a minimal server at a fixed rate: how late they start, how long they take, and what they cost. With the
// path of wrk2 (https://github.com/giltene/wrk2), it sends the same in turns with it: both count from the planned start.
//   node bench/http.js [--rate 10000] [--connections 64] [--seconds 10] [--rounds 1] [--wrk2 ../wrk2/wrk] [--delay 0]
// wrk2 sends once per millisecond. To compare percentiles, let the server take longer than that: --delay 20 has it take between 0
// and 20 ms, which needs --connections 512.
const program = new URL('../bin/run.js', import.meta.url).pathname;
/** Minimal, so that it leaves the load a core: each request arrives in one piece, as both clients send it. */
const server = `const values = new Map();
const delayMs = Number(process.argv[1]);
let count = 0;
function answer(socket, text) {
  if (delayMs === 0) socket.write(text, 'latin1');
  else setTimeout(() => socket.write(text, 'latin1'), (count++ * 7919 % 1000) * delayMs / 1000);
}
require('node:net').createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {}).on('data', (data) => {
    const text = data.latin1Slice();
    const path = text.slice(4, text.indexOf(' ', 4));
    if (text.startsWith('PUT')) {
      values.set(path, text.slice(text.indexOf('\\r\\n\\r\\n') + 4));
      answer(socket, 'HTTP/1.1 204 No Content\\r\\n\\r\\n');
      return;
    }
    const value = values.get(path) ?? '';
    answer(socket, 'HTTP/1.1 200 OK\\r\\nContent-Length: ' + value.length + '\\r\\n\\r\\n' + value);
  });
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;
/** wrk2 counts from its tenth second on. */
const calibrationSeconds = 10;
const mixForWrk2 = `local count, value = 0, string.rep("x", 128)
request = function()
  count = count + 1
  local path = "/cache-bench:k" .. (count * 7 % 1000)
  if count % 5 == 0 then return wrk.format("PUT", path, nil, value) end
  return wrk.format("GET", path)
end
`;

const defaults = {
  rate: 10_000,
  connections: 64,
  seconds: 10,
  rounds: 1,
  delay: 0,
  wrk2: /** @type {readonly string[]} */ ([]),
};
await runScript(defaults, async ({ rate, connections, seconds, rounds, delay, wrk2 }) => {
  const folder = temporaryFolder('cache-bench-http-');
  const serving = spawn(process.execPath, ['-e', server, `${delay}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [port] = await once(serving.stdout, 'data');
    const target = `http://127.0.0.1:${String(port).trim()}`;
    const scenario = join(folder, 'http.yaml');
    await writeFile(
      scenario,
      `name: http
application:
  requests:
    - { name: set, method: PUT, path: "/{key}", body: "{value}", weight: 20 }
    - { name: get, path: "/{key}", weight: 80 }
workload: { connections: ${connections}, rate: ${rate}, keys: 1000 }
phases: { warmup: 3s, duration: ${seconds}s }
`,
    );
    const mix = join(folder, 'mix.lua');
    await writeFile(mix, mixForWrk2);
    console.log(`${machine()} ${whole(rate)} requests/s over ${connections} connections.\n`);
    /** @type {string[][]} */
    const rows = [];
    for (let round = 0; round < rounds; round += 1) {
      rows.push(await measure([scenario, '--target', target, '--out', folder]));
      const [rival] = wrk2;
      if (rival !== undefined)
        rows.push(
          await measureWrk2([
            ...[rival, '--threads', '1', '--connections', `${connections}`, '--rate', `${rate}`, '--latency'],
            ...['--duration', `${seconds + calibrationSeconds}s`, '--script', mix, target],
          ]),
        );
    }
    const heads = ['', 'ok/s', 'response p50', 'p99', 'p99.9', 'lag p99', 'service p99', 'CPU of the load thread'];
    console.log(table(heads, rows));
  } finally {
    serving.kill('SIGKILL');
  }
});

/** @param {readonly string[]} given */
async function measure(given) {
  const command = [process.execPath, program, 'run', ...given, '--json', '--quiet'];
  const { stdout } = await watchMemory(command, 1_000, exitCodesWithRecord);
  const { totals, saturation } = JSON.parse(stdout);
  const { response, service } = totals.latency.all;
  const [thread] = saturation.generator.threads;
  return [
    ...['cache-bench', whole(totals.throughputPerSecond)],
    ...[response.p50Us, response.p99Us, response.p99_9Us, thread.schedulingLagP99Us, service.p99Us].map(milliseconds),
    fixed(thread.cpuPercent, 0, ' %'),
  ];
}

/** @param {readonly string[]} command */
async function measureWrk2(command) {
  const { stdout } = await watchMemory(command, 1_000, [0]);
  const { perSecond, p50Us, p99Us, p99_9Us } = readWrk2(stdout);
  return ['wrk2', whole(perSecond), ...[p50Us, p99Us, p99_9Us].map(milliseconds), '–', '–', '–'];
}

/** @param {number} us */
function milliseconds(us) {
  return fixed(us / 1_000, 2, ' ms');
}
