import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';

/** Another Node program that ends with us. Disposing it tells it to end, and waits until it has. */
export interface OwnedProgram extends AsyncDisposable {
  /** The first line on its stdout, after which it no longer keeps us alive; undefined if it ended without one. */
  firstLine(): Promise<string | undefined>;
  /** Its whole stdout, once it has ended. */
  output(): Promise<string>;
  /** The end of what it printed on stderr. */
  readonly complaints: string;
}

const keptCharacters = 2_000;

/**
 * Starts a program that ends when its stdin does, which happens in whatever way we end. It has its own session, because
 * Ctrl-C concerns us first.
 */
export function startOwned(programFile: string, given: readonly string[]): OwnedProgram {
  const child = spawn(process.execPath, [programFile, ...given], {
    detached: true,
    // Test runners set it to `test`, which makes oclif look for TypeScript sources.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let printed = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-keptCharacters);
  });
  child.stdin.on('error', () => undefined);
  const closed = once(child, 'close');
  // Awaited by those who use it.
  closed.catch(() => undefined);
  return {
    get complaints() {
      return complaints;
    },
    async firstLine() {
      const isThere = () => printed.includes('\n');
      const line = new Promise<void>((resolve) => child.stdout.on('data', () => isThere() && resolve()));
      await Promise.race([line, closed]);
      child.unref();
      for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket).unref();
      return isThere() ? printed.slice(0, printed.indexOf('\n')) : undefined;
    },
    async output() {
      await closed;
      return printed;
    },
    async [Symbol.asyncDispose]() {
      child.ref();
      child.stdin.end();
      await closed;
    },
  };
}
