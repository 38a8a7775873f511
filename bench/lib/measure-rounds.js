import { watchCore } from './core-use.js';
import { serverCore } from './pinning.js';
import { rotated } from './summarize.js';

/** @typedef {import('./clients.js').Client} Client */
/** @typedef {import('./clients.js').Sample & { serverCorePercent: number | null }} Sample */

/**
 * Measures clients in turns against one server: all of them in each round, each round starting with a different one.
 *
 * @param {import('./start-server.js').Server} server
 * @param {readonly Client[]} clients
 * @param {import('./clients.js').Cell} cell
 * @param {number} rounds
 * @returns {Promise<Record<string, Sample[]>>} by client, one sample per round
 */
export async function measureRounds(server, clients, cell, rounds) {
  /** @type {Record<string, Sample[]>} */
  const samples = Object.fromEntries(clients.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const client of rotated(clients, round)) {
      const busiest = watchCore(serverCore);
      const measured = await client.measure(server, cell);
      const sample = { ...measured, serverCorePercent: busiest(cell.seconds) };
      samples[client.name]?.push(sample);
      console.error(describe(server, cell, round, client, sample));
    }
  }
  return samples;
}

/** @param {import('./start-server.js').Server} server @param {import('./clients.js').Cell} cell @param {number} round @param {Client} client @param {Sample} sample */
function describe({ engine }, { pipeline, connections }, round, { name }, sample) {
  const { operationsPerSecond, operations, cpuSeconds, serverCpuPercent, serverCorePercent } = sample;
  const cpu = cpuSeconds === null ? '' : `, ${((cpuSeconds / operations) * 1e6).toFixed(2)} µs of CPU each`;
  const core = serverCorePercent === null ? '' : `, its core ${serverCorePercent.toFixed(0)} %`;
  const busy = serverCpuPercent === null ? '' : `, server ${serverCpuPercent.toFixed(0)} %${core}`;
  const place = `${engine} -P ${pipeline} -c ${connections}, round ${round + 1}`;
  return `${place}: ${name} ${Math.round(operationsPerSecond).toLocaleString('en-US')}/s${cpu}${busy}`;
}
