import type { Origin, OriginTimes } from '../../src/origin/origin.js';

/** An origin without processes, which does what faults ask of it. */
export class FakeOrigin implements Origin {
  readonly version = null;
  readonly readyMs = 0;
  readonly connection: Origin['connection'] = {
    protocol: 'rest',
    readUrl: '',
    writeUrl: null,
    keyPrefix: '',
    connections: 1,
    connectTimeoutMs: 1,
    statementTimeoutMs: 1,
  };
  state: 'serving' | 'killed' | 'stopped' = 'serving';
  readMs = 1;
  most: number | null = null;

  async counts() {
    return null;
  }

  async isServing() {
    return this.state === 'serving';
  }

  async readTimeMs() {
    return this.readMs;
  }

  async kill() {
    this.state = 'killed';
  }

  async restart() {
    this.state = 'serving';
  }

  async stop() {
    this.state = 'stopped';
  }

  async isStopped() {
    return this.state === 'stopped';
  }

  async continue() {
    this.state = 'serving';
  }

  async slow(times: OriginTimes | null) {
    this.readMs = times?.readMs ?? 1;
  }

  async limit(most: number | null) {
    this.most = most;
  }

  async isWithin(most: number) {
    return this.most !== null && this.most <= most;
  }

  async [Symbol.asyncDispose]() {}
}
