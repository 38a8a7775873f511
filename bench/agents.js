import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { openGuarded } from './lib/guarded.js';
import { runScript } from './lib/options.js';
import { table } from './lib/report.js';

// Checks what agents promise, against what the servers themselves saw:
//   node bench/agents.js                       everything, about 4 minutes
//   node bench/agents.js --only lost,killed    only these
// A program of its own for every agent, one Redis under test and one for control, so that none of them ends with the run. All of them end with this
// script.
const program = new URL('../bin/run.js', import.meta.url).pathname;

/** @typedef {Awaited<ReturnType<typeof start>>} Site */
/** @typedef {{ readonly sent: number, readonly startSkewMs: number, readonly lostAtMs: number | null }} Agent */

await runScript({ only: /** @type {readonly string[]} */ ([]) }, async ({ only }) => {
  const rows = [];
  const checks = [sameOperations, sameCounts, killed, late, lost, controlAway, coordinatorKilled];
  for (const check of checks.filter(({ name }) => only.length === 0 || only.includes(name))) {
    const site = await start(check === sameOperations ? 4 : 2);
    const result = await check(site).catch((/** @type {Error} */ { message }) => `FAILED: ${message}`);
    await site.stop();
    process.stderr.write(`${check.name}: ${result}\n`);
    rows.push([check.name, result]);
  }
  console.log(table(['check', 'result'], rows));
  if (rows.some(([, result = '']) => result.startsWith('FAILED'))) process.exitCode = 1;
});

/** One process with 4 threads and 4 agents with one each send the same, as MONITOR of the server shows. @param {Site} site */
async function sameOperations(site) {
  const load = ['--threads', '4', '-n', '1600', '--warmup', '0s', '--seed', '7', '--deadline', '30s'];
  const digests = [];
  for (const agents of [[], site.agentFlags(4)]) {
    const seen = await site.monitored(() => site.run([...load, ...agents]));
    digests.push(createHash('sha256').update(seen.sort().join('\n')).digest('hex'));
  }
  expect(digests[0] === digests[1], `different operations: ${digests.join(' ')}`);
  return `the same SHA-256 over sorted (kind, key, sequence): ${digests[0]?.slice(0, 16)}...`;
}

/** Each operation is one command of the server, so its counters must agree with the sum of the agents'. @param {Site} site */
async function sameCounts(site) {
  const before = await site.calls(['get']);
  const record = await site.run([...site.agentFlags(2), '--ratio', '0:1', '--duration', '5s', '--warmup', '0s']);
  const calls = (await site.calls(['get'])) - before;
  const sent = record.agents.reduce((/** @type {number} */ sum, /** @type {Agent} */ { sent }) => sum + sent, 0);
  expect(calls === sent, `${calls} GETs at the server, ${sent} sent by the agents`);
  const skew = Math.max(...record.agents.map((/** @type {Agent} */ { startSkewMs }) => startSkewMs));
  expect(skew < 20, `start skew ${skew} ms`);
  return `${calls} GETs at the server and at 2 agents; start skew ${skew.toFixed(2)} ms`;
}

/** @param {Site} site */
async function killed(site) {
  let killedMs = 0;
  const record = await site.run(
    [...site.agentFlags(2), '--duration', '20s'],
    async (/** @type {Promise<unknown>} */ ended) => {
      await site.underLoad();
      killedMs = Date.now();
      site.agents[1]?.kill('SIGKILL');
      await ended;
    },
  );
  const [, agent] = record.agents.toSorted((/** @type {Agent} */ { lostAtMs }) => (lostAtMs === null ? -1 : 1));
  const namedMs = Date.parse(record.run.measuredAt) + agent.lostAtMs - killedMs;
  expect(record.verdict === 'unknown' && namedMs < 10_000, `verdict ${record.verdict}, named after ${namedMs} ms`);
  return `${agent.name} named after ${(namedMs / 1000).toFixed(1)} s, verdict unknown`;
}

/** @param {Site} site */
async function late(site) {
  const record = await site.run([...site.agentFlags(2), '--duration', '20s'], async () => {
    await site.underLoad();
    site.agents[1]?.kill('SIGSTOP');
    await pause(5_000);
    site.agents[1]?.kill('SIGCONT');
  });
  expect(
    record.agents.every((/** @type {Agent} */ { lostAtMs }) => lostAtMs === null),
    'lost',
  );
  expect(record.writeSafety.verdict === 'safe', record.writeSafety.reason);
  return `not lost, every key audited, ${record.totals.operations.dropped} operations dropped`;
}

/** Paused past its lease: whatever it does when it wakes, the server must see none of it. @param {Site} site */
async function lost(site) {
  let stoppedMs = 0;
  const record = await site.run(
    [...site.agentFlags(2), '--duration', '30s'],
    async (/** @type {Promise<unknown>} */ ended) => {
      await site.underLoad();
      stoppedMs = Date.now();
      site.agents[1]?.kill('SIGSTOP');
      await ended;
    },
  );
  expect(
    record.agents.some((/** @type {Agent} */ { lostAtMs }) => lostAtMs !== null) && record.verdict === 'unknown',
    record.verdict,
  );
  const before = await site.calls(['get', 'set']);
  await pause(Math.max(0, stoppedMs + 15_000 - Date.now()));
  site.agents[1]?.kill('SIGCONT');
  await pause(4_000);
  const sent = (await site.calls(['get', 'set'])) - before;
  expect(sent === 0, `${sent} commands after it woke`);
  return 'lost, and 0 commands at the server after it woke after 15 s';
}

/** @param {Site} site */
async function controlAway(site) {
  const record = await site.run([...site.agentFlags(2), '--duration', '16s'], async () => {
    await site.underLoad();
    site.control.signal('SIGSTOP');
    await pause(3_000);
    site.control.signal('SIGCONT');
  });
  const { planned, ok } = record.totals.operations;
  expect(record.verdict === 'pass' && planned === ok, `verdict ${record.verdict}, ${ok} of ${planned} ok`);
  return `verdict pass, ${ok} of ${planned} operations reported`;
}

/** Agents outlive a killed coordinator, stop its load, and serve the next run. @param {Site} site */
async function coordinatorKilled(site) {
  const killing = new AbortController();
  await site.run(
    [...site.agentFlags(2), '--duration', '30s'],
    async () => {
      await site.underLoad();
      killing.abort();
    },
    killing.signal,
  );
  await pause(11_000);
  const before = await site.calls(['get', 'set']);
  await pause(2_000);
  const sent = (await site.calls(['get', 'set'])) - before;
  expect(sent === 0, `${sent} commands long after the coordinator was killed`);
  const record = await site.run([...site.agentFlags(2), '--duration', '2s']);
  expect(record.verdict === 'pass', `the next run: ${record.verdict}`);
  const left = (await site.control.line.keys('cache-bench:????????:*')).length;
  return `0 commands later, and the same agents carried the next run; ${left} keys left to expire`;
}

/** A Redis under test, one for control, and waiting agents. @param {number} count */
async function start(count) {
  const guarded = await openGuarded();
  const [target, control] = await Promise.all([guarded.startRedis('target'), guarded.startRedis('control')]);
  const url = `redis://127.0.0.1:${control.port}`;
  const agents = Array.from({ length: count }, (_, index) => {
    const flags = ['--control', url, '--name', `agent-${index + 1}`, '--cores', '1'];
    return guarded.spawn(process.execPath, [program, 'agent', ...flags], 'ignore');
  });
  return {
    ...{ target, control, agents },
    agentFlags: (/** @type {number} */ of) => ['--agents', String(of), '--control', url],
    /** Runs the load, and meanwhile `during`; returns the record. */
    async run(
      /** @type {readonly string[]} */ flags,
      during = async (/** @type {Promise<unknown>} */ ended) => void (await ended),
      signal = new AbortController().signal,
    ) {
      const given = [
        'run',
        'steady-state',
        '--target',
        `redis://127.0.0.1:${target.port}`,
        '--driver',
        'wire',
        '--rate',
        '1000',
        '--connections',
        '4',
      ];
      const fixed = ['--keys', '2000', '--json', '--quiet', '--out', guarded.folder];
      const child = guarded.spawn(process.execPath, [program, ...given, ...fixed, ...flags]);
      signal.addEventListener('abort', () => child.kill('SIGKILL'));
      let text = '';
      child.stdout.on('data', (part) => {
        text += part;
      });
      const ended = once(child, 'close');
      await during(ended);
      await ended;
      if (signal.aborted) return undefined;
      const record = JSON.parse(text);
      if (record.error) throw new Error(record.error.message);
      return record;
    },
    /** Until the measured part has gone on for some seconds: 1,000 operations per second, half of them or fewer GETs. */
    async underLoad() {
      const before = await this.calls(['get']);
      while ((await this.calls(['get'])) < before + 3_000) await pause(50);
    },
    async calls(/** @type {readonly string[]} */ names) {
      const text = await target.line.info('commandstats');
      return names.reduce(
        (sum, name) => sum + Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(text)?.[1] ?? 0),
        0,
      );
    },
    /** What the server executed meanwhile, without the run's tag: `set 00000007 00000003`, the key and the number in its value. */
    async monitored(/** @type {() => Promise<unknown>} */ work) {
      const own = target.line.duplicate();
      const monitor = await own.monitor();
      /** @type {string[]} */
      const seen = [];
      monitor.on('monitor', (_time, [name, key = '', value = '']) => {
        const kind = name.toLowerCase();
        if (kind === 'get' || kind === 'set') seen.push([kind, key.slice(-8), value.slice(16, 24)].join(' '));
      });
      await work().finally(() => [monitor, own].map((line) => line.disconnect()));
      return seen;
    },
    async stop() {
      for (const { line } of [target, control]) line.disconnect();
      await guarded.close();
    },
  };
}

/** @param {boolean} holds @param {string} otherwise */
function expect(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}
