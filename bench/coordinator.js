import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fromProject } from '../bin/generate/project.js';
import { connectTo, openGuarded } from './lib/guarded.js';
import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';

// Where control stops scaling: one coordinator, one control Redis, and agents that only speak.
//   node bench/coordinator.js [--agents 10,100,1000] [--seconds 10]
// The agents send what one load thread reports at 10 intervals per second with 100 latencies each, and beats; they share one
// thread and one connection, so that this measures the coordinator and not them.
const built = (/** @type {string} */ path) => fromProject(`dist/${path}`);
const { Coordinator } = await built('agents/coordinator.js');
const { controlKeys } = await built('agents/control-keys.js');
const { packBatch } = await built('agents/pack-batch.js');
const { writeEntry } = await built('agents/read-stream.js');
const { readSharedClock } = await built('agents/shared-clock.js');
const { JoinedOutages } = await built('metrics/joined-outages.js');
const { Measurements } = await built('metrics/measurements.js');
const { LatencyRecorder } = await built('metrics/latency-recorder.js');

if (isMainThread) await runScript({ agents: [10, 100, 1_000], seconds: 10 }, compare);
else await speakAll(workerData);

/** @param {{ readonly agents: readonly number[], readonly seconds: number }} options */
async function compare({ agents, seconds }) {
  const rows = [];
  const guarded = await openGuarded();
  try {
    for (const count of agents) rows.push(await measured(guarded, count, seconds));
  } finally {
    await guarded.close();
  }
  const columns = [
    'agents',
    'hello to all',
    'intervals/s',
    'arrived',
    'coordinator busy',
    'Redis busy',
    'loop p99',
    'loss named',
    'lost',
  ];
  console.log(`${machine()}\n\n${table(columns, rows)}`);
}

/** @typedef {import('ioredis').Redis} Redis */

/** @param {import('./lib/guarded.js').Guarded} guarded @param {number} count @param {number} seconds */
async function measured(guarded, count, seconds) {
  const control = await guarded.startRedis(`control-${count}`);
  const { port, line: requests } = control;
  const reader = connectTo(port);
  const clock = await readSharedClock(() => requests.time());
  const measurements = new Measurements(100, false, { workerCount: count, untilMs: Number.POSITIVE_INFINITY });
  const outages = new JoinedOutages(count, 1);
  const run = `bench${count}`;
  /** @type {number[]} */
  const lost = [];
  const events = { late() {}, lost: () => void lost.push(performance.now()) };
  const coordinator = new Coordinator({ run, places: count, requests, reader, clock, mostClockErrorMs: 5, events });
  const helloMs = performance.now();
  const voices = new Worker(new URL(import.meta.url), { workerData: { port, run, count, seconds } });
  while (coordinator.places.some((/** @type {any} */ { agent }) => agent === undefined)) await pause(5);
  const allHereMs = performance.now() - helloMs;
  let arrived = 0;
  for (let workerIndex = 0; workerIndex < count; workerIndex += 1)
    coordinator.launch(
      {
        workerIndex,
        workerCount: count,
        inFlight: new SharedArrayBuffer(4 * count),
        shardsOfKeys: null,
        view: { kind: 'single', endpoint: { host: '10.0.0.1', port: 1 } },
      },
      {
        message(/** @type {any} */ { type, interval, service }) {
          if (type !== 'interval') return;
          arrived += 1;
          outages.add(workerIndex, service);
          measurements.add(workerIndex, interval);
        },
        ended() {},
      },
    );
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = threadCpuSeconds();
  const serverCpu = await cpuSecondsOf(requests);
  voices.postMessage('go');
  const [spoken] = await once(voices, 'message');
  const patienceMs = performance.now() + 5_000;
  while (arrived < spoken * count && performance.now() < patienceMs) await pause(20);
  const coordinatorSeconds = threadCpuSeconds() - before;
  const serverSeconds = (await cpuSecondsOf(requests)) - serverCpu;
  const silentMs = performance.now();
  while (lost.length < count && performance.now() < silentMs + 15_000) await pause(20);
  const named = lost.length === 0 ? 'never' : fixed(((lost.at(-1) ?? 0) - silentMs) / 1000, 1, ' s');
  await coordinator[Symbol.asyncDispose]();
  reader.disconnect();
  await control.stop();
  return [
    ...[
      whole(count),
      fixed(allHereMs, 0, ' ms'),
      whole((spoken * count) / seconds),
      fixed((100 * arrived) / (spoken * count), 1, ' %'),
    ],
    ...[fixed((100 * coordinatorSeconds) / seconds, 0, ' %'), fixed((100 * serverSeconds) / seconds, 0, ' %')],
    ...[fixed(delay.percentile(99) / 1e6, 1, ' ms'), named, whole(lost.length)],
  ];
}

/** Every agent introduces itself, and reports once the coordinator is ready. @param {{ readonly port: number, readonly run: string, readonly count: number, readonly seconds: number }} options */
async function speakAll({ port, run, count, seconds }) {
  const line = connectTo(port);
  const say = speakers(run, line, count);
  say((place) => [{ type: 'hello', name: `agent-${place}`, host: 'h', cores: 1, node: process.versions.node }]);
  if (parentPort === null) throw new Error('This is no thread.');
  await once(parentPort, 'message');
  parentPort.postMessage(await speak(say, seconds));
  await line.quit();
  parentPort.close();
}

/** Every agent says something, each in a batch of its own. @param {string} run @param {Redis} line @param {number} count */
function speakers(run, line, count) {
  const { up } = controlKeys(run);
  let number = 0;
  return (/** @type {(place: number) => readonly object[]} */ messagesOf) => {
    number += 1;
    for (let place = 1; place <= count; place += 1)
      void writeEntry(line, up, {
        sender: String(place),
        content: packBatch({ place, number, messages: messagesOf(place) }),
      }).catch(() => {});
  };
}

/** Ten intervals a second, with a beat in every fifth. @param {ReturnType<typeof speakers>} say @param {number} seconds */
async function speak(say, seconds) {
  const recorder = new LatencyRecorder();
  const startMs = performance.now();
  let number = 0;
  for (; number < 10 * seconds; number += 1) {
    await pause(Math.max(0, startMs + number * 100 - performance.now()));
    for (let sample = 0; sample < 100; sample += 1) recorder.record(0.2 + sample / 50);
    const interval = intervalOf(number, recorder.take());
    say((place) => [
      { type: 'worker', worker: place - 1, message: { type: 'interval', interval, service: noService() } },
      ...(number % 5 === 0 ? [{ type: 'beat', inFlight: [[place - 1, 1]] }] : []),
    ]);
  }
  return number;
}

function noService() {
  return { gaps: [], untilMs: new Float64Array(2), lastMs: new Float64Array(2), dueMs: new Float64Array(2) };
}

/** @param {number} number @param {unknown} latency */
function intervalOf(number, latency) {
  return {
    ...{
      number,
      sent: 100,
      ok: 100,
      fail: 0,
      indeterminate: 0,
      dropped: 0,
      hits: 50,
      misses: 0,
      unknownReads: 0,
      missingReads: null,
    },
    ...{ reads: {}, writes: { issued: 50, acknowledged: 50 }, errors: {}, firstErrorMs: null, lastErrorMs: null },
    ...{ latency: { get: { response: latency, service: latency } }, schedulingLag: latency },
    thread: {
      wallMs: 100,
      cpuMs: 10,
      waitedForCpuMs: 0,
      ticker: null,
      gcMs: 0,
      idlePollMs: 0,
      eventLoopDelay: latency,
    },
  };
}

/** CPU time of the main thread, whoever else uses this machine. */
function threadCpuSeconds() {
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e9;
}

/** @param {Redis} line */
async function cpuSecondsOf(line) {
  const info = await line.info('cpu');
  return [...info.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}
