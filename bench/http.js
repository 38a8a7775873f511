import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { exitCodesWithRecord } from './lib/clients.js';
import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { watchMemory } from './lib/watch-memory.js';

// Sends HTTP requests to a minimal server at a fixed rate: how late they start, and what they cost.
//   node bench/http.js [--rate 10000] [--connections 64] [--seconds 10]
const program = new URL('../bin/run.js', import.meta.url).pathname;
const server = `const values = new Map();
require('node:http').createServer((request, response) => {
  if (request.method === 'PUT') {
    let body = '';
    request.on('data', (chunk) => { body += chunk; });
    request.on('end', () => { values.set(request.url, body); response.writeHead(204).end(); });
  } else response.end(values.get(request.url));
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

await runScript({ rate: 10_000, connections: 64, seconds: 10 }, async ({ rate, connections, seconds }) => {
  const folder = temporaryFolder('cache-bench-http-');
  const serving = spawn(process.execPath, ['-e', server], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [port] = await once(serving.stdout, 'data');
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
    const target = `http://127.0.0.1:${String(port).trim()}`;
    const command = [
      process.execPath,
      program,
      'run',
      scenario,
      '--target',
      target,
      '--out',
      folder,
      '--json',
      '--quiet',
    ];
    const { stdout } = await watchMemory(command, 1_000, exitCodesWithRecord);
    const { totals, saturation } = JSON.parse(stdout);
    const { response, service } = totals.latency.all;
    const [thread] = saturation.generator.threads;
    const microseconds = (/** @type {number} */ us) => fixed(us / 1000, 2, ' ms');
    console.log(`${machine()} ${whole(rate)} requests/s over ${connections} connections.\n`);
    console.log(
      table(
        ['ok/s', 'lag p99', 'response p50', 'p99', 'p99.9', 'service p99', 'CPU of the load thread'],
        [
          [
            whole(totals.throughputPerSecond),
            microseconds(thread.schedulingLagP99Us),
            microseconds(response.p50Us),
            microseconds(response.p99Us),
            microseconds(response.p99_9Us),
            microseconds(service.p99Us),
            fixed(thread.cpuPercent, 0, ' %'),
          ],
        ],
      ),
    );
  } finally {
    serving.kill('SIGKILL');
  }
});
