import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Stall } from '../../src/model/stall.js';
import { run, savedRecord } from './drill/run.js';

const downMs = 600;
const lostWrites = 10;

/** A service that stores what it is told, loses the last write of some keys on request, and keeps its own books. */
class ForgetfulService implements AsyncDisposable {
  readonly acknowledged = new Map<string, string[]>();
  readonly stored = new Map<string, string>();
  /** Keys that lost their last write; further writes to them are refused. */
  readonly frozen = new Set<string>();
  /** Its own log: when it first refused a write while it was down, and when it acknowledged the next. */
  refusedMs = 0;
  backMs = 0;
  #downUntilMs = 0;
  #isLost = false;
  #server = createServer(async (request, response) => {
    const body = await text(request);
    const key = request.url ?? '';
    if (key === '/lose') {
      this.#lose();
      response.end();
    } else if (performance.now() < this.#downUntilMs) {
      if (request.method === 'PUT') this.refusedMs ||= performance.now();
      response.writeHead(503).end();
    } else if (request.method === 'PUT' && this.frozen.has(key)) response.writeHead(503).end();
    else if (request.method === 'PUT') {
      this.stored.set(key, body);
      this.acknowledged.set(key, [...(this.acknowledged.get(key) ?? []), body]);
      if (this.#isLost) this.backMs ||= performance.now();
      response.writeHead(204).end();
    } else response.end(this.stored.get(key));
  });

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Acknowledged writes that its own final state does not show. */
  get lost(): number {
    return [...this.acknowledged].reduce(
      (sum, [key, values]) => sum + (values.length - 1 - values.indexOf(this.stored.get(key) ?? '')),
      0,
    );
  }

  #lose(): void {
    this.#isLost = true;
    this.#downUntilMs = performance.now() + downMs;
    // The first write of each is from before the load.
    for (const [key, values] of this.acknowledged) {
      if (this.frozen.size === lostWrites || values.length < 3) continue;
      this.stored.set(key, values.at(-2)!);
      this.frozen.add(key);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

test('an application that is already running: what its users lost is what its own state lacks, and its outage is that of its own log', async () => {
  await using service = new ForgetfulService();
  const url = await service.listen();
  const folder = await mkdtemp(join(tmpdir(), 'cb-application-'));
  const scenario = join(folder, 'forgetful.yaml');
  await writeFile(
    scenario,
    `name: forgetful
application:
  requests:
    - { name: set, method: PUT, path: "/{key}", body: "{value}" }
    - { name: get, path: "/{key}" }
workload: { connections: 8, rate: 200, keys: 40, valueSize: 64 }
phases: { warmup: 0s, duration: 4s }
faults:
  - at: 2s
    exec: { command: ${process.execPath}, arguments: ["-e", "fetch('${url}/lose')"] }
    recover: none
    after: 1s
gates: [lost_writes <= ${lostWrites}, stale_reads >= 0, unavailability.write < 2s]
`,
  );
  const { exitCode, stderr, files } = await run(['run', scenario, '--target', url]);
  await rm(folder, { recursive: true });
  expect(exitCode, stderr).toBe(0);
  const record = savedRecord(files);
  expect(service.frozen.size).toBe(lostWrites);
  expect(record.writeSafety.fates).toMatchObject({ lost: service.lost, unexpected: 0 });
  expect(service.lost).toBe(lostWrites);
  expect(record.writeSafety.staleReads).toBeGreaterThan(0);
  expect(record.totals.errors).toEqual({ unavailable: expect.any(Number) });
  const { writeMs, ownShareMs } = record.application?.unavailability ?? {};
  expect(ownShareMs).toBeNull();
  expect(Math.abs((writeMs ?? 0) - (service.backMs - service.refusedMs))).toBeLessThan(20);
  expect(record.application).toMatchObject({ command: null, url, readyMs: null, exits: [], restarts: 0 });
  expect(record.environment.engines).toEqual([]);
  expect(record.answer?.sentences.join(' ')).toContain("the application's users");
});

test("the example service: its users' outage of a failover is that of its own log", async () => {
  const shorter = ['--rate', '200', '--duration', '12s', '--set', 'phases.warmup=0s', '--set', 'faults.0.at=3s'];
  const { stderr, files } = await run(['run', 'application-failover', ...shorter]);
  const { application, stalls } = savedRecord(files);
  expect(application?.layers, stderr).toHaveLength(2);
  for (const { sort, users } of application?.layers ?? []) {
    const { startMs, durationMs } = users ?? { startMs: 0, durationMs: 0 };
    const loggedMs = (application?.output ?? [])
      .map(({ text: line }) => Number(new RegExp(`no ${sort} succeeded for ([\\d.]+) ms`).exec(line)?.[1] ?? 0))
      .reduce((longest, one) => Math.max(longest, one), 0);
    expect(loggedMs).toBeGreaterThan(500);
    // The plan counts from when a request is due, the service from when it arrives: a stalled generator or machine is in between.
    const stalledMs = [startMs, startMs + durationMs].map((edgeMs) => stalledAround(stalls ?? [], edgeMs));
    const differenceMs = Math.abs(durationMs - loggedMs) - stalledMs.reduce((sum, one) => sum + one, 0);
    expect(differenceMs, `${sort}: users ${durationMs} ms, log ${loggedMs} ms`).toBeLessThan(20);
  }
});

/** The longest stall within 20 ms of a moment. */
function stalledAround(stalls: readonly Stall[], momentMs: number): number {
  return stalls
    .filter(({ startMs, durationMs }) => startMs < momentMs + 20 && startMs + durationMs > momentMs - 20)
    .reduce((longest, { durationMs }) => Math.max(longest, durationMs), 0);
}
